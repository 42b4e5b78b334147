import { type CallOptions, type HttpOptions, makeHttp } from './http.ts'
import type * as api from './types.ts'

export type Client = ReturnType<typeof connect>

/** A running Lectern, as a set of typed calls. Each throws `ApiError` with the server's own words, or `UnreachableError`. */
export function connect(options: HttpOptions) {
  const { call, stream } = makeHttp(options)
  const get = <T>(path: string, more?: CallOptions) => call<T>('GET', path, more)
  const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body === undefined ? {} : { body })
  const part = encodeURIComponent

  return {
    deployments: {
      list: () => get<api.List<api.Deployment>>('/v2/lm/deployments'),
      get: (id: string) => get<api.Deployment>(`/v2/lm/deployments/${part(id)}`),
      create: (body: { readonly configurationId: string; readonly name?: string; readonly ttl?: string }) =>
        post<{ readonly id: string }>('/v2/lm/deployments', body),
      change: (id: string, body: { readonly targetStatus: 'STOPPED' | 'RUNNING' } | { readonly configurationId: string }) =>
        call<unknown>('PATCH', `/v2/lm/deployments/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/lm/deployments/${part(id)}`),
      logs: (id: string, query: { readonly start?: string; readonly top?: number; readonly order?: 'asc' | 'desc' }) =>
        get<{ readonly data: { readonly result: readonly api.LogLine[] } }>(`/v2/lm/deployments/${part(id)}/logs`, {
          query: { start: query.start, $top: query.top, $order: query.order },
        }),
    },
    configurations: {
      list: () => get<api.List<api.Configuration>>('/v2/lm/configurations'),
      create: (body: api.NewConfiguration) => post<{ readonly id: string }>('/v2/lm/configurations', body),
    },
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
    quotas: {
      list: () => get<api.List<api.CallQuota>>('/v2/admin/quotas'),
      create: (body: api.NewCallQuota) => post<api.CallQuota>('/v2/admin/quotas', body),
      change: (id: string, body: Partial<api.CallNumbers>) =>
        call<api.CallQuota>('PATCH', `/v2/admin/quotas/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/quotas/${part(id)}`),
    },
    budgets: {
      list: () => get<api.List<api.Budget>>('/v2/admin/budgets'),
      create: (body: api.NewBudget) => post<api.Budget>('/v2/admin/budgets', body),
      change: (id: string, body: Partial<Pick<api.Budget, 'amount' | 'thresholds' | 'block'>>) =>
        call<api.Budget>('PATCH', `/v2/admin/budgets/${part(id)}`, { body }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/budgets/${part(id)}`),
    },
    groups: {
      list: () => get<api.List<api.ResourceGroup>>('/v2/admin/resourceGroups'),
      create: (resourceGroupId: string) => post<api.ResourceGroup>('/v2/admin/resourceGroups', { resourceGroupId }),
      remove: (id: string) => call<unknown>('DELETE', `/v2/admin/resourceGroups/${part(id)}`),
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
