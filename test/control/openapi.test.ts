import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { servedByGateway } from '../../src/dialects/inference-openapi.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { aRecord } from '../inference-records.ts'
import { aTemplate } from '../templates/samples.ts'

const Schema = z.record(z.string(), z.unknown())
const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  'x-lectern': z.literal(true).optional(),
  [servedByGateway]: z.literal('gateway').optional(),
  security: z.array(z.unknown()),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), z.object({ schema: Schema })).optional() }),
  ),
})
const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})

let control: ControlUnderTest
let document: z.infer<typeof Document>
let text: string
beforeAll(async () => {
  control = await openControl()
  text = (await control.app.inject({ url: '/openapi.json' })).body
  document = Document.parse(JSON.parse(text))
})
afterAll(() => control[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  )

it('describes every operation, once', () => {
  const ids = operations().map(({ operationId }) => operationId)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  for (const { path, parameters, responses } of operations()) {
    const declared = parameters.filter((each) => each.in === 'path').map(({ name }) => name)
    expect(declared.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort())
    for (const { description } of Object.values(responses)) expect(description).not.toBe('Default Response')
  }
})

it('marks additions, and the group header where it counts', () => {
  const additions = operations().filter((each) => each['x-lectern'])
  expect([...new Set(additions.map(({ path }) => path.split('/')[3]))].sort()).toEqual([
    'about',
    'apiKeys',
    'audit',
    'budgets',
    'catalog',
    'changes',
    'connections',
    'deployments',
    'diagnostics',
    'estimate',
    'events',
    'executables',
    'hints',
    'ledger',
    'metrics',
    'models',
    'notification-targets',
    'oauthClients',
    'people',
    'pools',
    'quota',
    'quotas',
    'rates',
    'registry',
    'registryQuotas',
    'rerates',
    'resourceGroups',
    'resourcePlanQuotas',
    'resourcePlans',
    'resources',
    'retirements',
    'servingTemplates',
    'sign-in-links',
    'statements',
    'usage',
  ])
  const withHeader = (path: string) =>
    operations()
      .find((each) => each.path === path)
      ?.parameters.some(({ name }) => name === 'AI-Resource-Group')
  expect(withHeader('/v2/lm/deployments')).toBe(true)
  expect(withHeader('/v2/lm/meta')).toBe(false)
  expect(document.components.schemas['Deployment']).toMatchObject({
    properties: { name: { 'x-lectern': true }, modelVersion: { 'x-lectern': true } },
  })
  expect(document.components.schemas['DeploymentCreationRequest']).toMatchObject({ properties: { name: { 'x-lectern': true } } })
})

it('refers to schemas that are there, and to all of them', () => {
  const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
  expect([...new Set(references)].sort()).toEqual(Object.keys(document.components.schemas).sort())
})

it('declares what is answered', async () => {
  const connection = {
    name: 'openai-compatible',
    provider: 'openai-compatible',
    baseUrl: 'https://m.example/v1',
    credential: { apiKey: 'k' },
  }
  const artifact = {
    name: 'a',
    kind: 'model',
    url: 'ai://default/a',
    scenarioId: 'foundation-models',
    labels: [{ key: 'ext.ai.sap.com/a', value: 'b' }],
  }
  const configuration = {
    name: 'c',
    scenarioId: 'foundation-models',
    executableId: 'openai-compatible',
    parameterBindings: [{ key: 'modelName', value: 'm' }],
  }
  const quotaRequest = {
    resourceType: 'model',
    quotaDetails: { unit: 'requestPerMinute', limit: 1, descriptors: { modelName: 'm', providerName: 'openai-compatible' } },
    reason: 'r',
  }
  const ids: Record<string, string> = {
    scenarioId: 'foundation-models',
    executableId: 'azure-openai',
    resourceGroupId: 'default',
    name: 'openai-compatible',
    secretName: 's',
    dockerRegistryName: 'hub',
    objectStoreName: 'default',
    modelName: 'iris',
    version: '1',
    tag: 'stage',
    month: '2026-11',
    path: 'a',
    inferenceId: 'inference-1',
    templateName: 'sums',
    repositoryName: 'repo',
    applicationName: 'app',
  }
  const source = { repositoryUrl: '/no/such/repository', revision: 'HEAD', path: '.' }
  await control.store.inferenceRecords.add([aRecord('inference-1', { createdAt: control.clock.now() })])
  const steps: readonly (readonly [
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: () => object | Promise<object | undefined>,
  ])[] = [
    ['POST', '/v2/admin/connections', () => connection],
    ['POST', '/v2/lm/artifacts', () => artifact],
    ['POST', '/v2/lm/configurations', () => configuration],
    ['POST', '/v2/lm/deployments', () => ({ configurationId: ids['configurationId'], ttl: '1d' })],
    ['POST', '/v2/lm/configurations', () => ({ ...configuration, name: 'd' })],
    [
      'PATCH',
      '/v2/lm/deployments/{deploymentId}',
      async () => {
        await control.saw(ids['deploymentId'] ?? '', 'RUNNING')
        const rollout = { strategy: 'shadow', percent: 5, failOn: { deaths: 2 } }
        return { configurationId: ids['configurationId'], rollout, note: 'n' }
      },
    ],
    ['POST', '/v2/admin/secrets', () => ({ name: 's', data: { a: 'YQ==' } })],
    ['POST', '/v2/admin/dockerRegistrySecrets', () => ({ name: 'hub', data: { '.dockerconfigjson': '{"auths":{}}' } })],
    ['POST', '/v2/admin/objectStoreSecrets', () => ({ name: 'default', type: 'S3', data: {} })],
    ['POST', '/v2/admin/apiKeys', () => ({ name: 'k', role: 'viewer', resourceGroups: '*' })],
    ['POST', '/v2/admin/oauthClients', () => ({ name: 'k', role: 'viewer', resourceGroups: '*' })],
    ['POST', '/v2/admin/people', () => ({ name: 'ada', role: 'viewer', resourceGroups: '*' })],
    ['POST', '/v2/admin/sign-in-links', () => ({ person: 'ada' })],
    ['POST', '/v2/admin/quotas', () => ({ scope: {}, requestsPerMinute: 1 })],
    ['POST', '/v2/admin/notification-targets', () => ({ kind: 'webhook', url: 'https://example.com/in' })],
    ['POST', '/v2/admin/budgets', () => ({ scope: {}, amount: '5.00', period: 'day' })],
    ['POST', '/v2/admin/rates', () => ({ kind: 'unit', validFrom: '2026-11-01', nanoPerHour: 1 })],
    ['POST', '/v2/admin/rates/rerate', () => ({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' })],
    ['POST', '/v2/analytics/estimate', () => ({ model: 'm', executableId: 'openai' })],
    ['POST', '/v2/admin/quota/requests', () => quotaRequest],
    ['POST', '/v2/observability/inferences/{inferenceId}/labels', () => [{ key: 'ext.ai.sap.com/a', value: 'b' }]],
    ['POST', '/v2/observability/inferences/{inferenceId}/feedback', () => [{ content: { stars: 5 } }]],
    ['POST', '/v2/observability/inferencesDeleteRequests', () => ({ labelSelectors: [{ key: 'ext.ai.sap.com/none' }] })],
    ['POST', '/v2/admin/resourceGroups', () => ({ resourceGroupId: 'team-c' })],
    ['POST', '/v2/admin/resourceGroups/{resourceGroupId}/listKeys'],
    ['POST', '/v2/admin/resourceGroups/{resourceGroupId}/regenerateKey', () => ({ keyName: 'Key1' })],
    ['PUT', '/v2/admin/resourceGroups/{resourceGroupId}/accountKeys', () => ({ enabled: true })],
    ['PUT', '/v2/admin/pools', () => ({ deploymentType: 'standard', resourceGroup: 'default', model: 'm', limit: 5 })],
    [
      'POST',
      '/v2/lm/models/deploy',
      () => ({ model: 'm', executableId: 'openai-compatible', deploymentType: 'standard', capacity: 5 }),
    ],
    ['POST', '/v2/lm/models/capacity', () => ({ model: 'gpt-5', workloads: [{ requestsPerMinute: 1, inputTokens: 1 }] })],
    ['POST', '/v2/lm/deployments/{deploymentId}/pause'],
    ['POST', '/v2/lm/deployments/{deploymentId}/resume'],
    ['POST', '/v2/admin/servingTemplates', () => ({ template: aTemplate() })],
    ['POST', '/v2/admin/servingTemplates/validate', () => ({ template: 'a: [' })],
    ['PUT', '/v2/admin/servingTemplates/{templateName}', () => ({ template: aTemplate({ version: '2' }) })],
    ['POST', '/v2/admin/repositories', () => ({ name: 'repo', url: '/no/such/repository', username: 'u', password: 'p' })],
    ['PATCH', '/v2/admin/repositories/{repositoryName}', () => ({ username: 'u', password: 'q' })],
    ['POST', '/v2/admin/applications', () => ({ ...source, applicationName: 'app' })],
    ['PATCH', '/v2/admin/applications/{applicationName}', () => source],
    ['POST', '/v2/admin/applications/{applicationName}/refresh'],
    ['POST', '/v2/lm/registry/uploads', () => ({ bytes: 1 })],
    ['POST', '/v2/lm/registry/models', () => ({ name: 'iris', metrics: { f1: 1 }, files: [{ path: 'a', text: 'x' }] })],
    ['POST', '/v2/lm/registry/models/{modelName}/versions/{version}/artifacts', () => ({ files: [{ path: 'p.py', text: '' }] })],
    ['PUT', '/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}', () => ({ value: [1, null] })],
    ...operations()
      .filter((each) => each[servedByGateway] === undefined)
      // Hopsworks' and Azure's own shapes, held to by their own clients: `test/hopsworks`, `test/azure`.
      .filter(({ path }) => !/^\/(hopsworks-api|subscriptions|api\/projects|models)\//.test(path))
      .filter(
        ({ method, path }) =>
          method === 'get' &&
          !/executionId|artifactVersion|executionScheduleId|rerateId|(files|batches)\/|dataset|imports\/|metrics|dry-runs\/|\/best$|\/openapi$|\/offers$|\/changes$|\/webapp$|webapps\//.test(
            path,
          ),
      )
      .map(({ path }) => ['GET', path] as const),
    ['POST', '/v2/lm/deployments/{deploymentId}/promote'],
    ['POST', '/v2/lm/deployments/{deploymentId}/rollback', () => ({})],
    [
      'PATCH',
      '/v2/lm/deployments',
      () => ({
        deployments: [
          { id: ids['deploymentId'], targetStatus: 'STOPPED' },
          { id: 'd00000000000ffff', targetStatus: 'DELETED' },
        ],
      }),
    ],
    ['PATCH', '/v2/admin/quotas/{quotaId}', () => ({ concurrent: 1 })],
    ['PATCH', '/v2/admin/people/{personId}', () => ({ displayName: 'Ada' })],
    ['DELETE', '/v2/admin/people/{personId}/sessions'],
    ['DELETE', '/v2/admin/people/{personId}'],
    ['PATCH', '/v2/admin/budgets/{budgetId}', () => ({ block: false })],
    ['PATCH', '/v2/admin/rates/{rateId}', () => ({ nanoPerHour: 2 })],
    ['DELETE', '/v2/admin/rates/{rateId}'],
    ['PATCH', '/v2/admin/notification-targets/{targetId}', () => ({ events: ['budget.*'] })],
    ['DELETE', '/v2/admin/notification-targets/{targetId}'],
    ['DELETE', '/v2/admin/quotas/{quotaId}'],
    ['DELETE', '/v2/admin/budgets/{budgetId}'],
    ['PATCH', '/v2/admin/secrets/{secretName}', () => ({ data: { b: 'YQ==' } })],
    ['PATCH', '/v2/admin/dockerRegistrySecrets/{dockerRegistryName}', () => ({ data: { '.dockerconfigjson': '{"auths":{}}' } })],
    ['PATCH', '/v2/admin/objectStoreSecrets/{objectStoreName}', () => ({ name: 'default', type: 'S3', data: {} })],
    ['DELETE', '/v2/admin/applications/{applicationName}'],
    ['DELETE', '/v2/admin/repositories/{repositoryName}'],
    ['DELETE', '/v2/admin/servingTemplates/{templateName}'],
    [
      'DELETE',
      '/v2/lm/deployments/{deploymentId}',
      async () => {
        await control.saw(ids['deploymentId'] ?? '', 'STOPPED')
        return undefined
      },
    ],
    ['DELETE', '/v2/admin/objectStoreSecrets/{objectStoreName}'],
    ['DELETE', '/v2/admin/dockerRegistrySecrets/{dockerRegistryName}'],
  ]
  for (const [method, path, body] of steps) {
    const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(ids[name] ?? 'missing'))
    const answer = await control.call(method, url, await body?.())
    if (path === '/v2/admin/notification-targets' && method === 'POST') ids['targetId'] = answer.body.id
    if (path === '/v2/admin/people' && method === 'POST') ids['personId'] = answer.body.id
    expect([method, path, answer.status, answer.status < 300 ? '' : answer.body]).toEqual([method, path, expect.any(Number), ''])
    check(method, path, answer)
    if (method === 'POST' && answer.body.id) ids[`${path.split('/').at(-1)?.slice(0, -1)}Id`] = answer.body.id
  }
  check('GET', '/v2/lm/models/offers', await control.call('GET', '/v2/lm/models/offers?model=gpt-4o'))
  for (const refused of ['/v2/lm/deployments/nowhere', '/v2/lm/deployments?$top=x']) {
    const answer = await control.call('GET', refused)
    check('GET', refused.includes('?') ? '/v2/lm/deployments' : '/v2/lm/deployments/{deploymentId}', answer)
  }
})

const check = (method: string, path: string, { status, body }: { status: number; body: unknown }): void => {
  const operation = document.paths[path]?.[method.toLowerCase()]
  const declared = operation?.responses[String(status)] ?? operation?.responses[`${String(status)[0]}XX`]
  expect([method, path, status, declared === undefined]).toEqual([method, path, status, false])
  const schema = declared?.content?.['application/json']?.schema
  if (!schema || body === '') return
  const parsed = z.fromJSONSchema(standalone(schema)).safeParse(body)
  expect([method, path, parsed.error?.issues ?? []]).toEqual([method, path, []])
}

/** The schema with all it refers to, as JSON Schema wants them. */
const standalone = (schema: object): z.core.JSONSchema.JSONSchema =>
  JSON.parse(JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/'))
