import { batchCalls } from './batches.ts'
import { type CallOptions, type HttpOptions, makeHttp } from './http.ts'
import type { Batcher, InferenceLog } from './inference-log-types.ts'
import { moneyCalls } from './money.ts'
import { observingCalls } from './observing.ts'
import { peopleCalls } from './people.ts'
import { planCalls } from './plans.ts'
import { rolloutCalls } from './rollouts.ts'
import type { ComponentScaling } from './scaling-types.ts'
import { secretCalls } from './secrets.ts'
import { templateCalls } from './templates.ts'
import { termsCalls } from './terms.ts'
import type { Terms } from './terms-types.ts'
import type * as api from './types.ts'
import { upkeepCalls } from './upkeep.ts'
import { watchingCalls } from './watching.ts'
import { webappCalls } from './webapps.ts'

export type Client = ReturnType<typeof connect>

/** A running Lectern, as a set of typed calls. Each throws `ApiError` with the server's own words, or `UnreachableError`. */
export function connect(options: HttpOptions) {
  const http = makeHttp(options)
  const { call, stream } = http
  const get = <T>(path: string, more?: CallOptions) => call<T>('GET', path, more)
  const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body === undefined ? {} : { body })
  const part = encodeURIComponent
  const registry = '/v2/lm/registry'
  const versionOf = (name: string, version: string) => `${registry}/models/${part(name)}/versions/${part(version)}`
  const batcherOf = (deploymentId: string) => `/v2/admin/deployments/${part(deploymentId)}/batcher`
  const logOf = (deploymentId: string) => `/v2/admin/deployments/${part(deploymentId)}/inferenceLog`

  return {
    deployments: {
      list: (group?: string) => get<api.List<api.Deployment>>('/v2/lm/deployments', { group }),
      get: (id: string) => get<api.Deployment>(`/v2/lm/deployments/${part(id)}`),
      create: (
        body: ({ readonly configurationId: string } | { readonly configuration: api.NewConfiguration }) & {
          readonly name?: string
          readonly ttl?: string
        } & api.DeploymentTargets &
          Terms,
      ) => post<{ readonly id: string }>('/v2/lm/deployments', body),
      /** What it would be; nothing is made. */
      tryCreate: (
        body: { readonly configuration: api.NewConfiguration; readonly name?: string; readonly ttl?: string } & Terms,
      ) => post<api.DeploymentTrial>('/v2/lm/deployments', { ...body, dryRun: true }),
      change: (
        id: string,
        body:
          | { readonly targetStatus: 'STOPPED' | 'RUNNING' }
          | ({ readonly configurationId?: string } & api.DeploymentTargets)
          | { readonly scaling: ComponentScaling },
      ) => call<unknown>('PATCH', `/v2/lm/deployments/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/lm/deployments/${part(id)}`),
      openapi: (id: string) => get<object>(`/v2/lm/deployments/${part(id)}/openapi`),
      ...observingCalls({ call, stream }),
    },
    configurations: {
      list: () => get<api.List<api.Configuration>>('/v2/lm/configurations'),
      create: (body: api.NewConfiguration) => post<{ readonly id: string }>('/v2/lm/configurations', body),
    },
    executables: () => get<api.List<{ readonly id: string; readonly scenarioId: string }>>('/v2/lm/executables'),
    models: {
      list: (scenarioId: string) => get<api.List<api.Model>>(`/v2/lm/scenarios/${part(scenarioId)}/models`),
      files: () => get<api.List<api.ModelFile>>('/v2/admin/models/files'),
      removeFile: (sha256: string) => call<null>('DELETE', `/v2/admin/models/files/${part(sha256)}`),
      imports: () => get<api.List<api.ModelImport>>('/v2/admin/models/imports'),
      startImport: (body: { readonly source: string; readonly sha256?: string }) =>
        post<api.ModelImport>('/v2/admin/models/imports', body),
      getImport: (id: string) => get<api.ModelImport>(`/v2/admin/models/imports/${part(id)}`),
      cancelImport: (id: string) => call<null>('DELETE', `/v2/admin/models/imports/${part(id)}`),
    },
    registry: {
      models: () => get<api.List<api.RegisteredModel>>(`${registry}/models`),
      versions: (name: string) => get<api.List<api.RegisteredVersion>>(`${registry}/models/${part(name)}/versions`),
      get: (name: string, version: string) => get<api.RegisteredVersion>(versionOf(name, version)),
      best: (name: string, metric: string, direction: 'max' | 'min') =>
        get<api.RegisteredVersion>(`${registry}/models/${part(name)}/best?metric=${part(metric)}&direction=${direction}`),
      tags: (name: string, version: number) => get<api.List<api.RegisteredTag>>(`${versionOf(name, String(version))}/tags`),
      setTag: (name: string, version: number, tag: string, value: unknown) =>
        call<api.RegisteredTag>('PUT', `${versionOf(name, String(version))}/tags/${part(tag)}`, { body: { value } }),
      removeTag: (name: string, version: number, tag: string) =>
        call<unknown>('DELETE', `${versionOf(name, String(version))}/tags/${part(tag)}`),
      files: (name: string, version: string) => get<api.List<api.RegisteredFile>>(`${versionOf(name, version)}/files`),
      /** The bytes as they come; `from`: leaves out what is before. */
      download: (name: string, version: string, path: string, { signal, from }: Pick<CallOptions, 'signal' | 'from'> = {}) =>
        stream('GET', `${versionOf(name, version)}/files/${path.split('/').map(part).join('/')}`, { signal, from }),
      checkScript: (body: api.ScriptText) => post<api.ScriptCheck>(`${registry}/scripts/check`, body),
      create: (body: api.NewRegisteredVersion) => post<api.RegisteredVersion>(`${registry}/models`, body),
      remove: (name: string, version: string) => call<unknown>('DELETE', versionOf(name, version)),
      beginUpload: (body: { readonly bytes: number; readonly sha256: string }) => post<api.Upload>(`${registry}/uploads`, body),
      getUpload: (id: string) => get<api.Upload>(`${registry}/uploads/${part(id)}`),
      sendChunk: (id: string, chunk: NonNullable<CallOptions['chunk']>, signal?: AbortSignal) =>
        call<api.Upload>('PUT', `${registry}/uploads/${part(id)}`, { chunk, signal }),
      completeUpload: (id: string, sha256: string) => post<api.Upload>(`${registry}/uploads/${part(id)}/complete`, { sha256 }),
      cancelUpload: (id: string) => call<unknown>('DELETE', `${registry}/uploads/${part(id)}`),
      imports: () => get<api.List<api.RegistryImport>>(`${registry}/imports`),
      startImport: (body: api.NewRegistryImport) => post<api.RegistryImport>(`${registry}/imports`, body),
      getImport: (id: string) => get<api.RegistryImport>(`${registry}/imports/${part(id)}`),
      cancelImport: (id: string) => call<api.RegistryImport>('DELETE', `${registry}/imports/${part(id)}`),
    },
    rollouts: rolloutCalls(call),
    terms: termsCalls(call),
    batches: batchCalls(call, stream),
    templates: templateCalls(call),
    connections: {
      list: () => get<api.List<api.Connection>>('/v2/admin/connections'),
      create: (body: api.NewConnection) => post<api.Connection>('/v2/admin/connections', body),
      update: (name: string, body: Pick<api.NewConnection, 'baseUrl' | 'credential' | 'options'>) =>
        call<api.Connection>('PATCH', `/v2/admin/connections/${part(name)}`, { body }),
      remove: (name: string) => call<null>('DELETE', `/v2/admin/connections/${part(name)}`),
      test: (name: string) => post<api.Trial>(`/v2/admin/connections/${part(name)}/test`),
    },
    keys: {
      list: () => get<api.List<api.ApiKey>>('/v2/admin/apiKeys'),
      create: (body: api.NewApiKey) => post<api.ApiKey & { readonly key: string }>('/v2/admin/apiKeys', body),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/apiKeys/${part(id)}`),
    },
    clients: {
      list: () => get<api.List<api.OAuthClient>>('/v2/admin/oauthClients'),
      /** The answer is the service key itself. */
      create: (body: api.NewOAuthClient) => post<Readonly<Record<string, unknown>>>('/v2/admin/oauthClients', body),
      remove: (clientId: string) => call<unknown>('DELETE', `/v2/admin/oauthClients/${part(clientId)}`),
    },
    people: peopleCalls(call),
    quotas: {
      list: () => get<api.List<api.CallQuota>>('/v2/admin/quotas'),
      create: (body: api.NewCallQuota) => post<api.CallQuota>('/v2/admin/quotas', body),
      change: (id: string, body: Partial<api.CallNumbers>) =>
        call<api.CallQuota>('PATCH', `/v2/admin/quotas/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/quotas/${part(id)}`),
    },
    plans: planCalls(call),
    money: moneyCalls(call),
    secrets: secretCalls(call),
    upkeep: upkeepCalls(call),
    watching: watchingCalls(http),
    budgets: {
      list: () => get<api.List<api.Budget>>('/v2/admin/budgets'),
      create: (body: api.NewBudget) => post<api.Budget>('/v2/admin/budgets', body),
      change: (id: string, body: Partial<Pick<api.Budget, 'amount' | 'thresholds' | 'block'>>) =>
        call<api.Budget>('PATCH', `/v2/admin/budgets/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/budgets/${part(id)}`),
    },
    webapp: webappCalls(http),
    batcher: {
      get: (deploymentId: string) => get<Batcher>(batcherOf(deploymentId)),
      set: (deploymentId: string, body: Batcher) => call<Batcher>('PUT', batcherOf(deploymentId), { body }),
      remove: (deploymentId: string) => call<unknown>('DELETE', batcherOf(deploymentId)),
    },
    inferenceLog: {
      get: (deploymentId: string) => get<InferenceLog>(logOf(deploymentId)),
      set: (deploymentId: string, body: InferenceLog) => call<InferenceLog>('PUT', logOf(deploymentId), { body }),
      remove: (deploymentId: string) => call<unknown>('DELETE', logOf(deploymentId)),
    },
    inferences: {
      list: (query: api.InferenceQuery) => get<api.List<api.Inference>>('/v2/observability/inferences', { query }),
      get: (id: string) => get<api.Inference>(`/v2/observability/inferences/${part(id)}`),
      remove: (body: api.InferenceDeletion) => post<{ readonly id: string }>('/v2/observability/inferencesDeleteRequests', body),
    },
    groups: {
      list: () => get<api.List<api.ResourceGroup>>('/v2/admin/resourceGroups'),
      create: (resourceGroupId: string) => post<api.ResourceGroup>('/v2/admin/resourceGroups', { resourceGroupId }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/resourceGroups/${part(id)}`),
      keys: (id: string) => post<api.AccountKeys>(`/v2/admin/resourceGroups/${part(id)}/listKeys`),
      regenerateKey: (id: string, keyName: string) =>
        post<api.AccountKeys>(`/v2/admin/resourceGroups/${part(id)}/regenerateKey`, { keyName }),
      switchKeys: (id: string, enabled: boolean) =>
        call<{ readonly enabled: boolean }>('PUT', `/v2/admin/resourceGroups/${part(id)}/accountKeys`, { body: { enabled } }),
    },
    /** Times are RFC 3339; what is undefined is left to the server. */
    usage: (query: api.UsageQuery) => get<api.List<api.UsageRow>>('/v2/analytics/usage', { query }),
    chat: (body: Readonly<Record<string, unknown>>, signal?: AbortSignal) =>
      call<unknown>('POST', '/v1/chat/completions', { body, signal }),
    /** Server-sent events as they come. */
    chatStream: (body: Readonly<Record<string, unknown>>, signal?: AbortSignal) =>
      stream('POST', '/v1/chat/completions', { body: { ...body, stream: true }, signal }),
    call,
  }
}
