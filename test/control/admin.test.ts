import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { finishGroupDeletions } from '../../src/control/platform/resource-groups.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { aConfiguration, aDeployment } from '../samples.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl({ publicUrl: 'https://models.acme.test' })
})
afterEach(() => control[Symbol.asyncDispose]())

const as = (key: string) => ({ authorization: `Bearer ${key}` })
const namesOf = (body: { resources: Record<string, string>[] }, field: string) => body.resources.map((each) => each[field])

describe('resource groups', () => {
  const url = '/v2/admin/resourceGroups'
  const label = (value: string) => ({ key: 'ext.ai.sap.com/stage', value })

  it('are created, read, labelled and listed', async () => {
    const created = await control.call('POST', url, { resourceGroupId: 'team-c', labels: [label('dev')] })
    expect(created).toMatchObject({
      status: 202,
      body: { resourceGroupId: 'team-c', tenantId: 'aa97b177-9383-4934-8543-0f91a7a0283a' },
    })
    expect((await control.call('GET', `${url}/team-c`)).body).toEqual({
      resourceGroupId: 'team-c',
      tenantId: 'aa97b177-9383-4934-8543-0f91a7a0283a',
      zoneId: '',
      createdAt: '2026-11-20T12:00:00Z',
      labels: [label('dev')],
      status: 'PROVISIONED',
      statusMessage: '',
    })
    const patched = await control.call('PATCH', `${url}/team-c`, { labels: [label('prod')] })
    expect([patched.status, patched.headers['location'], patched.body]).toEqual([202, `${url}/team-c`, ''])
    expect(
      namesOf((await control.call('GET', `${url}?labelSelector=ext.ai.sap.com/stage=prod`)).body, 'resourceGroupId'),
    ).toEqual(['team-c'])
    await control.call('PATCH', `${url}/team-c`, { labels: [label('')] })
    expect((await control.call('GET', `${url}/team-c`)).body.labels).toEqual([])
    expect((await control.call('POST', url, {})).body.resourceGroupId).toMatch(/^0{8}-/)
  })

  it.each([
    [{ resourceGroupId: 'team-a' }, 409, 'resource group "team-a" already exists'],
    [{ resourceGroupId: 'no' }, 400, 'resourceGroupId must be 3 to 253 letters'],
    [{ resourceGroupId: 'team-c', labels: [{ key: 'stage', value: 'x' }] }, 400, 'labels[0].key must be "ext.ai.sap.com/"'],
    [{ resourceGroupId: 'team-c', labels: [{ key: 'internal.ai.sap.com/deleting', value: 'x' }] }, 400, 'labels[0].key must be'],
  ])('refuses %j', async (body, status, message) => {
    const answer = await control.call('POST', url, body)
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toContain(message)
  })

  it('come in pages', async () => {
    const first = await control.call('GET', url, undefined, { prefer: 'maxpagesize=2' })
    expect(first.body.resources).toHaveLength(2)
    const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(String(first.headers['link'])) ?? []
    expect(new URL(next, 'http://x').searchParams.get('continueToken')).toBe(first.body.continueToken)
    const second = await control.call('GET', next)
    expect(second.body.resources).toHaveLength(1)
    expect(second.headers['link']).toBeUndefined()
    expect([...namesOf(first.body, 'resourceGroupId'), ...namesOf(second.body, 'resourceGroupId')]).toEqual([
      'default',
      'team-a',
      'team-b',
    ])
    await control.clock.advance(11 * 60_000)
    expect((await control.call('GET', next)).status).toBe(410)
    expect((await control.call('GET', `${url}?continueToken=none`)).status).toBe(400)
    expect((await control.call('GET', `${url}?$top=1`)).body.count).toBe(1)
    expect((await control.call('GET', `${url}?$top=1&$count=true`)).body.count).toBe(3)
  })

  it('shows everyone their own', async () => {
    const key = as(await control.keyFor('viewer', ['team-b']))
    expect(namesOf((await control.call('GET', url, undefined, key)).body, 'resourceGroupId')).toEqual(['team-b'])
    const [theirs, none] = [
      await control.call('GET', `${url}/team-a`, undefined, key),
      await control.call('GET', `${url}/team-x`, undefined, key),
    ]
    expect([theirs.status, none.status]).toEqual([404, 404])
    expect(theirs.body.error.message).toBe('Resource group team-a not found; this credential may use team-b')
  })

  it('go with all they hold, deployments first, and are out of reach meanwhile', async () => {
    const configuration = aConfiguration('c1', 'team-a')
    await control.store.configurations.insert(configuration)
    await control.store.deployments.insert(aDeployment('d0123456789abcde', configuration, { status: 'RUNNING' }))
    const deleted = await control.call('DELETE', `${url}/team-a`)
    expect([deleted.status, deleted.body]).toEqual([202, { id: 'team-a', message: 'Resource Group deletion scheduled' }])
    expect(control.kicked).toEqual(['d0123456789abcde'])
    expect((await control.store.deployments.byId('d0123456789abcde'))?.targetStatus).toBe('DELETED')
    expect((await control.call('GET', `${url}/team-a`)).status).toBe(404)
    expect((await control.call('GET', '/v2/lm/deployments', undefined, { 'ai-resource-group': 'team-a' })).status).toBe(404)
    expect((await control.call('POST', url, { resourceGroupId: 'team-a' })).body.error.message).toContain(
      'is still being deleted',
    )
    // The reconciler takes the deployment down; a later sweep finishes.
    await control.store.deployments.remove('d0123456789abcde', 2)
    await finishGroupDeletions({
      store: control.store,
      clock: control.clock,
      kick: () => {},
      publisher: control.publisher,
      forgetFiles: control.registry.removeGroup,
    })
    expect(await control.store.resourceGroups.get('team-a')).toBeNull()
    expect((await control.call('POST', url, { resourceGroupId: 'team-a' })).status).toBe(202)
  })

  it('keeps the default group', async () => {
    expect(await control.call('DELETE', `${url}/default`)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('cannot be deleted') } },
    })
  })
})

describe('secrets', () => {
  const secret = {
    name: 'my-secret',
    data: { token: Buffer.from('geheim').toString('base64') },
    labels: [{ key: 'ext.ai.sap.com/app', value: 'x' }],
  }
  const tenant = { 'ai-tenant-scope': 'true' }
  const everywhere = { ...tenant, 'ai-resource-group': '*' }

  it('are kept sealed and never shown', async () => {
    const url = '/v2/admin/secrets'
    expect((await control.call('POST', url, secret)).body).toEqual({ message: 'secret has been created', name: 'my-secret' })
    expect((await control.call('GET', `${url}/my-secret`)).body).toEqual({
      name: 'my-secret',
      createdAt: '2026-11-20T12:00:00Z',
      labels: secret.labels,
    })
    expect((await control.store.secrets.get('generic', 'default', 'my-secret'))?.sealedData).not.toContain(secret.data.token)
    expect((await control.call('POST', url, secret)).status).toBe(409)
    const change = { data: { other: 'YQ==' }, labels: [{ key: 'ext.ai.sap.com/app', value: '' }] }
    expect((await control.call('PATCH', `${url}/my-secret`, change)).body).toEqual({
      message: 'The secret has been modified',
      name: 'my-secret',
    })
    expect((await control.call('GET', `${url}/my-secret`)).body.labels).toEqual([])
    expect((await control.call('GET', `${url}/my-secret`, undefined, { 'ai-resource-group': 'team-a' })).status).toBe(404)
    const gone = await control.call('DELETE', `${url}/my-secret`)
    expect([gone.status, gone.body]).toEqual([200, ''])
    expect((await control.call('DELETE', `${url}/my-secret`)).status).toBe(404)
  })

  it('live in a group, in the tenant, or in every group', async () => {
    const url = '/v2/admin/secrets'
    for (const headers of [{}, tenant, everywhere]) expect((await control.call('POST', url, secret, headers)).status).toBe(200)
    expect((await control.call('GET', `${url}/my-secret`, undefined, everywhere)).body.resourceGroupSecretsSyncStatus).toEqual({
      default: true,
      'team-a': true,
      'team-b': true,
    })
    expect((await control.call('GET', url, undefined, tenant)).body.count).toBe(1)
    expect((await control.call('POST', url, secret, { ...tenant, 'ai-resource-group': 'team-a' })).status).toBe(400)
    expect((await control.call('POST', url, secret, { 'ai-tenant-scope': 'maybe' })).status).toBe(400)
    for (const name of ['a', 'b', 'c', 'd']) await control.call('POST', url, { ...secret, name }, everywhere)
    expect(await control.call('POST', url, { ...secret, name: 'sixth' }, everywhere)).toMatchObject({
      status: 403,
      body: { error: { code: 'QuotaReached' } },
    })
  })

  it.each([
    [{ name: 'Upper' }, 'name must be small letters'],
    [{ data: { token: 'not base64!' } }, 'data.token must be base64 (with padding)'],
    [{ data: undefined }, 'data is required'],
    [{ labels: [{ key: 'x', value: 'y' }] }, 'labels[0].key must be'],
  ])('refuses %j, without repeating it', async (more, message) => {
    const { status, body } = await control.call('POST', '/v2/admin/secrets', { ...secret, ...more })
    expect(status).toBe(400)
    expect(body.error.message).toContain(message)
    expect(body.error.message).not.toContain('not base64!')
  })

  it('of registries hold a docker configuration', async () => {
    const url = '/v2/admin/dockerRegistrySecrets'
    const data = {
      '.dockerconfigjson': JSON.stringify({ auths: { 'https://index.docker.io': { username: 'u', password: 'p' } } }),
    }
    expect(await control.call('POST', url, { name: 'hub', data })).toMatchObject({
      status: 202,
      body: { message: 'Secret has been created' },
    })
    expect((await control.call('GET', url)).body).toEqual({ count: 1, resources: [{ name: 'hub' }] })
    expect((await control.call('GET', `${url}/hub`)).body).toEqual({ name: 'hub' })
    const merge = { 'content-type': 'application/merge-patch+json' }
    expect(await control.call('PATCH', `${url}/hub`, { data }, merge)).toMatchObject({
      status: 202,
      body: { id: 'hub', message: 'Secret has been modified' },
    })
    expect((await control.call('POST', url, { name: 'bad', data: { '.dockerconfigjson': '{}' } })).body.error.message).toContain(
      'must be the JSON text of a Docker config file',
    )
    expect((await control.call('POST', url, { name: 'bad', data: { ...data, more: 'x' } })).body.error.message).toContain(
      'has unknown "more"',
    )
    expect(await control.call('DELETE', `${url}/hub`)).toMatchObject({
      status: 202,
      body: { id: 'hub', message: 'Docker Registry Secret has been deleted' },
    })
  })

  it('of object stores show everything but what proves who we are', async () => {
    const url = '/v2/admin/objectStoreSecrets'
    const store = {
      name: 'default',
      type: 'S3',
      bucket: 'b',
      endpoint: 's3.example',
      region: 'eu',
      pathPrefix: 'p',
      data: { AWS_SECRET_ACCESS_KEY: 'geheim' },
    }
    expect(await control.call('POST', url, store)).toMatchObject({ status: 202, body: { message: 'Secret has been created' } })
    const { body } = await control.call('GET', `${url}/default`)
    expect(body).toMatchObject({
      name: 'default',
      metadata: { 'storage.ai.sap.com/type': 'S3', 'storage.ai.sap.com/bucket': 'b', 'serving.kubeflow.org/s3-usehttps': '1' },
    })
    expect(JSON.stringify((await control.call('GET', url)).body)).not.toContain('geheim')
    expect(await control.call('PATCH', `${url}/default`, { ...store, bucket: 'c' })).toMatchObject({
      status: 202,
      body: { id: 'default', message: 'Secret has been modified' },
    })
    expect((await control.call('GET', `${url}/default`)).body.metadata['storage.ai.sap.com/bucket']).toBe('c')
    expect((await control.call('PATCH', `${url}/default`, { ...store, name: 'other' })).status).toBe(400)
    expect((await control.call('POST', url, { ...store, type: 'ftp' })).body.error.message).toContain(
      'type must be one of S3, GCS, azure, oss, webhdfs',
    )
    expect((await control.call('GET', `${url}/default`, undefined, { 'ai-resource-group': 'team-a' })).status).toBe(404)
    expect(await control.call('DELETE', `${url}/default`)).toMatchObject({
      status: 202,
      body: { id: 'default', message: 'Object Store Secret has been deleted' },
    })
  })
})

describe('API keys', () => {
  const url = '/v2/admin/apiKeys'
  const request = { name: 'ci', role: 'consumer', resourceGroups: ['team-a'] }

  it('are shown once, work at once, and end at once', async () => {
    const { status, body } = await control.call('POST', url, { ...request, expiresAt: '2027-01-31T00:00:00Z' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'ci',
      role: 'consumer',
      resourceGroups: ['team-a'],
      deployments: '*',
      expiresAt: '2027-01-31T00:00:00Z',
      revokedAt: null,
    })
    expect((await control.call('GET', '/v2/lm/deployments', undefined, as(body.key))).status).toBe(200)
    const listed = await control.call('GET', url)
    expect(JSON.stringify(listed.body)).not.toContain(body.key.slice(-20))
    expect((await control.call('DELETE', `${url}/${body.id}`)).status).toBe(200)
    expect((await control.call('GET', '/v2/lm/deployments', undefined, as(body.key))).status).toBe(401)
    expect((await control.call('DELETE', `${url}/unknown`)).status).toBe(404)
  })

  it.each([
    [{ role: 'admin' }, 403, 'role "admin" is above your own, which is "operator"'],
    [{ resourceGroups: '*' }, 403, 'resourceGroups must be among your own: team-a'],
    [{ resourceGroups: ['team-b'] }, 403, 'resourceGroups must be among your own: team-a'],
    [{ resourceGroups: [] }, 400, 'resourceGroups must have at least 1 entry'],
    [{ resourceGroups: 'team-a' }, 400, 'resourceGroups must be "*" or a list of ids'],
    [{ role: 'king' }, 400, 'role must be one of viewer, consumer, operator, admin, got "king"'],
    [{ more: 1 }, 400, 'body has unknown "more"; known are name, role, resourceGroups, deployments, expiresAt'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 400, 'expiresAt must lie in the future'],
    [{ expiresAt: 'soon' }, 400, 'expiresAt must be an RFC 3339 time'],
  ])('an operator of team-a cannot give away %j', async (more, status, message) => {
    const key = as(await control.keyFor('operator', ['team-a']))
    const answer = await control.call('POST', url, { ...request, ...more }, key)
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toContain(message)
  })

  it('are seen and revoked only by those who could have given them away', async () => {
    const theirs = (await control.call('POST', url, { ...request, resourceGroups: ['team-b'] })).body
    const key = as(await control.keyFor('operator', ['team-a']))
    const mine = (await control.call('POST', url, request, key)).body
    expect(namesOf((await control.call('GET', url, undefined, key)).body, 'id')).toContain(mine.id)
    expect(namesOf((await control.call('GET', url, undefined, key)).body, 'id')).not.toContain(theirs.id)
    expect((await control.call('DELETE', `${url}/${theirs.id}`, undefined, key)).status).toBe(404)
    expect((await control.call('DELETE', `${url}/${mine.id}`, undefined, key)).status).toBe(200)
    expect((await control.call('POST', url, { ...request, resourceGroups: ['nowhere'] })).body.error.message).toBe(
      'resourceGroups: there is no resource group "nowhere"',
    )
  })
})

it('OAuth clients come as a service key that works as it stands', async () => {
  const url = '/v2/admin/oauthClients'
  const { status, headers, body } = await control.call('POST', url, { name: 'ci', role: 'operator', resourceGroups: ['default'] })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    url: 'https://models.acme.test',
    serviceurls: { AI_API_URL: 'https://models.acme.test' },
    identityzoneid: 'aa97b177-9383-4934-8543-0f91a7a0283a',
  })
  const form = { grant_type: 'client_credentials', client_id: body.clientid, client_secret: body.clientsecret }
  const token = (await control.app.inject({ method: 'POST', url: '/oauth/token', payload: form })).json().access_token
  expect((await control.call('GET', '/v2/lm/deployments', undefined, as(token))).status).toBe(200)
  expect(
    (await control.call('GET', '/v2/lm/deployments', undefined, { ...as(token), 'ai-resource-group': 'team-a' })).status,
  ).toBe(404)
  expect(JSON.stringify((await control.call('GET', url)).body)).not.toContain(body.clientsecret)
  expect((await control.call('DELETE', String(headers['location']))).status).toBe(200)
  expect((await control.call('GET', '/v2/lm/deployments', undefined, as(token))).status).toBe(401)
  expect(
    (await control.call('POST', url, { name: 'x', role: 'admin', resourceGroups: '*' }, as(await control.keyFor('operator'))))
      .status,
  ).toBe(403)
})

describe('figures', () => {
  beforeEach(async () => {
    const configuration = aConfiguration('c1', 'team-a')
    await control.store.configurations.insert(configuration)
    for (const id of ['d000000000000001', 'd000000000000002'])
      await control.store.deployments.insert(aDeployment(id, configuration))
    await control.call('POST', '/v2/lm/artifacts', {
      name: 'a',
      kind: 'model',
      url: 'ai://default/a',
      scenarioId: 'foundation-models',
    })
  })

  it('counts by the columns asked for', async () => {
    expect((await control.call('GET', '/v2/analytics/kpis')).body).toEqual({
      header: ['ResourceGroup', 'Executions', 'Artifacts', 'Deployments'],
      rows: [
        ['default', 0, 1, 0],
        ['team-a', 0, 0, 2],
      ],
    })
    expect((await control.call('GET', '/v2/analytics/kpis?$select=Scenario,Executable,Deployments')).body.rows).toContainEqual([
      'foundation-models',
      'azure-openai',
      2,
    ])
    const key = as(await control.keyFor('viewer', ['default']))
    expect((await control.call('GET', '/v2/analytics/kpis?$select=Deployments,Artifacts', undefined, key)).body.rows).toEqual([
      [0, 1],
    ])
    expect((await control.call('GET', '/v2/analytics/kpis?$select=Everything')).body.error.message).toContain(
      '$select[0] must be one of ResourceGroup',
    )
    expect((await control.call('GET', '/v2/analytics/kpis?$select=Artifacts,Artifacts')).status).toBe(400)
  })

  it('says what is used and what may be', async () => {
    const quota = async (name: string, headers = {}) =>
      (await control.call('GET', `/v2/admin/resourceQuota/${name}`, undefined, headers)).body
    expect(await quota('resourceGroups')).toEqual({ usage: { count: 3 }, quota: { maxCount: 1_000 } })
    expect(await quota('resourceGroups?quotaOnly=true')).toEqual({ quota: { maxCount: 1_000 } })
    expect(await quota('applications')).toEqual({ usage: { count: 0 }, quota: { maxCount: 50 } })
    expect(await quota('secrets', { 'ai-tenant-scope': 'true', 'ai-resource-group': '*' })).toEqual({
      usage: { count: 0 },
      quota: { maxCount: 5 },
    })
    expect(await quota('deployments')).toMatchObject({
      usage: { count: 2, items: [{ id: 'd000000000000001' }, { id: 'd000000000000002' }] },
      quotas: [{ deploymentQuota: { maxCount: 10_000 } }],
    })
    expect((await quota('deployments', as(await control.keyFor('operator', ['team-b'])))).usage.count).toBe(0)
    await control.store.settings.set('limits', JSON.stringify({ resourceGroups: 3 }))
    expect((await control.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-c' })).status).toBe(403)
    expect((await control.call('GET', '/v2/admin/tenantInfo')).body).toMatchObject({
      tenantId: 'aa97b177-9383-4934-8543-0f91a7a0283a',
    })
  })
})

describe('the catalog', () => {
  const url = '/v2/admin/catalog/azure-openai/gpt-4o'

  it('takes the operator’s word, tells the difference, and wakes deployments', async () => {
    await control.store.configurations.insert(aConfiguration('c1', 'default'))
    await control.store.deployments.insert(aDeployment('d000000000000001', aConfiguration('c1', 'default')))
    const put = await control.call('PUT', url, {
      displayName: 'House GPT',
      versions: [{ name: '2024-11-20', retirementDate: '2026-12-01' }],
    })
    expect(put.status).toBe(200)
    expect(control.kicked).toEqual(['d000000000000001'])
    const { body } = await control.call('GET', '/v2/admin/catalog')
    expect(
      body.resources.find(
        ({ executableId, model }: Record<string, string>) => executableId === 'azure-openai' && model === 'gpt-4o',
      ),
    ).toMatchObject({ displayName: 'House GPT', override: { displayName: 'House GPT' } })
    expect(body.differences).toContainEqual({
      executableId: 'azure-openai',
      model: 'gpt-4o',
      version: null,
      field: 'displayName',
      shipped: 'GPT-4o',
      effective: 'House GPT',
    })
    const models = (await control.call('GET', '/v2/lm/scenarios/foundation-models/models')).body.resources
    expect(models.find(({ model }: { model: string }) => model === 'gpt-4o').displayName).toBe('House GPT')
    expect((await control.call('DELETE', url)).status).toBe(200)
    expect(control.catalog.differences()).toEqual([])
    expect((await control.call('DELETE', url)).status).toBe(404)
  })

  it('adds models of the operator’s own', async () => {
    const own = '/v2/admin/catalog/azure-openai/house%2Fmodel:1'
    expect((await control.call('PUT', own, { versions: [{ name: '1' }] })).body).toMatchObject({
      model: 'house/model:1',
      provider: 'operator',
    })
    const configuration = {
      name: 'x',
      scenarioId: 'foundation-models',
      executableId: 'azure-openai',
      parameterBindings: [{ key: 'modelName', value: 'house/model:1' }],
    }
    expect((await control.call('POST', '/v2/lm/configurations', configuration)).status).toBe(201)
  })

  it.each([
    ['/v2/admin/catalog/nothing/gpt-4o', {}, 'executableId "nothing" is not known; known are'],
    [url, { model: 'gpt-5' }, 'model "gpt-5" must be "gpt-4o", as in the address'],
    [url, { versions: [{ name: 'latest' }] }, 'versions[0].name must not be "latest"'],
    [url, { versions: [{ name: '1' }, { name: '1' }] }, 'versions must not name a version twice'],
    [url, { versions: [{ name: '1', retirementDate: 'soon' }] }, 'versions[0].retirementDate'],
    [url, { price: 5 }, 'body has unknown "price"'],
  ])('refuses PUT %s %j', async (address, body, message) => {
    const answer = await control.call('PUT', address, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(message)
  })
})
