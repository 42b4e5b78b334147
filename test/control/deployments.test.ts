import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeploymentStatus } from '../../src/domain/deployment.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl({ publicUrl: 'https://models.acme.test/' })
  for (const group of ['default', 'team-a']) {
    const connection = { name: 'openai-compatible', provider: 'openai-compatible', baseUrl: 'https://models.example/v1' }
    await control.call('POST', '/v2/admin/connections', connection, { 'ai-resource-group': group })
  }
})
afterEach(() => control[Symbol.asyncDispose]())

const configure = async (more: object = {}, group = 'default'): Promise<string> => {
  const configuration = {
    name: 'chat',
    scenarioId: 'foundation-models',
    executableId: 'openai-compatible',
    parameterBindings: [{ key: 'modelName', value: 'tiny' }],
    ...more,
  }
  const { status, body } = await control.call('POST', '/v2/lm/configurations', configuration, { 'ai-resource-group': group })
  expect(status).toBe(201)
  return body.id
}
const deploy = async (more: object = {}, group = 'default'): Promise<string> => {
  const configurationId = await configure({}, group)
  const { status, body } = await control.call(
    'POST',
    '/v2/lm/deployments',
    { configurationId, ...more },
    { 'ai-resource-group': group },
  )
  expect(status).toBe(202)
  return body.id
}
const at = (id: string) => `/v2/lm/deployments/${id}`

describe('creating', () => {
  it('answers as documented, wakes the reconciler, and can be read at once', async () => {
    const configurationId = await configure()
    const created = await control.call('POST', '/v2/lm/deployments', { configurationId })
    const { id } = created.body
    expect(created.status).toBe(202)
    expect(created.body).toEqual({ deploymentUrl: '', id, message: 'Deployment scheduled.', status: 'UNKNOWN' })
    expect(created.headers['location']).toBe(at(id))
    expect(id).toMatch(/^d[0-9a-f]{15}$/)
    expect(control.kicked).toEqual([id])

    const { status, body } = await control.call('GET', at(id))
    expect(status).toBe(200)
    expect(body).toEqual({
      id,
      name: 'chat',
      deploymentUrl: '',
      configurationId,
      configurationName: 'chat',
      executableId: 'openai-compatible',
      scenarioId: 'foundation-models',
      status: 'UNKNOWN',
      statusMessage: '',
      targetStatus: 'RUNNING',
      lastOperation: 'CREATE',
      details: {
        scaling: { backendDetails: {}, backend_details: {} },
        resources: {
          backendDetails: { model: { name: 'tiny', version: 'latest' } },
          backend_details: { model: { name: 'tiny', version: 'latest' } },
        },
      },
      createdAt: '2026-11-20T12:00:00Z',
      modifiedAt: '2026-11-20T12:00:00Z',
      submissionTime: '2026-11-20T12:00:00Z',
      statusDetails: {
        deployment_info: [
          { type: 'IngressReady', status: 'Unknown', message: null, last_transition_time: '2026-11-20T12:00:00Z' },
          { type: 'ChangesObserved', status: 'False', message: null, last_transition_time: '2026-11-20T12:00:00Z' },
        ],
      },
    })
  })

  it('shows the URL once it ran, and keeps it', async () => {
    const id = await deploy()
    await control.saw(id, 'RUNNING')
    const url = `https://models.acme.test/v2/inference/deployments/${id}`
    expect((await control.call('GET', at(id))).body).toMatchObject({ deploymentUrl: url, startTime: '2026-11-20T12:00:00Z' })
    await control.call('PATCH', at(id), { targetStatus: 'STOPPED' })
    await control.saw(id, 'STOPPED')
    expect((await control.call('GET', at(id))).body).toMatchObject({ deploymentUrl: url, status: 'STOPPED' })
  })

  it('names deployments after the configuration, and numbers them', async () => {
    for (const _ of [1, 2, 3]) await deploy()
    await deploy({ name: 'mine' })
    const { body } = await control.call('GET', '/v2/lm/deployments')
    expect(body.resources.map((each: { name: string }) => each.name).sort()).toEqual(['chat', 'chat-2', 'chat-3', 'mine'])
  })

  it('falls back to the model’s name where the configuration’s gives none', async () => {
    const configurationId = await configure({ name: '!!!' })
    const { body } = await control.call('POST', '/v2/lm/deployments', { configurationId })
    expect((await control.call('GET', at(body.id))).body.name).toBe('tiny')
  })

  it('ignores fields that it does not know, as samples in the documentation send them', async () => {
    const configurationId = await configure({ versionId: '0.0.1' })
    expect((await control.call('POST', '/v2/lm/deployments', { configurationId, comment: 'x' })).status).toBe(202)
  })

  it.each([
    { body: {}, message: 'configurationId is required', target: 'configurationId' },
    {
      body: { configurationId: 'x' },
      message: 'configurationId must be 4 to 64 letters, digits, "_", "." or "-", got "x"',
      target: 'configurationId',
    },
    { body: { configurationId: 7 }, message: 'configurationId must be a string, got a number', target: 'configurationId' },
    {
      body: { configurationId: 'nowhere' },
      message: 'configurationId "nowhere" does not exist in this resource group; configurations here are',
      target: 'configurationId',
    },
    { body: { configurationId: 'OURS', ttl: '5m' }, message: 'ttl "5m" is too short: the shortest is 10m', target: 'ttl' },
    { body: { configurationId: 'OURS', ttl: '4.5h' }, message: 'ttl "4.5h" must be a whole number followed by m', target: 'ttl' },
    { body: { configurationId: 'OURS', name: '-no' }, message: 'name must be 1 to 63 letters, digits', target: 'name' },
    { body: { configurationId: 'THEIRS' }, message: 'does not exist in this resource group', target: 'configurationId' },
  ])('refuses $body with 400', async ({ body, message, target }) => {
    const ids: Record<string, string> = { OURS: await configure(), THEIRS: await configure({}, 'team-a') }
    const sent = {
      ...body,
      ...('configurationId' in body ? { configurationId: ids[String(body.configurationId)] ?? body.configurationId } : {}),
    }
    const answer = await control.call('POST', '/v2/lm/deployments', sent)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest', target } } })
    expect(answer.body.error.message).toContain(message)
    expect(answer.body.error.requestId).toBe(answer.headers['x-request-id'])
  })

  it('refuses a retired model version and names what replaces it', async () => {
    await control.call('POST', '/v2/admin/connections', {
      name: 'azure-openai',
      provider: 'azure-openai',
      baseUrl: 'https://a.example',
      credential: { apiKey: 'k' },
    })
    const retired = [
      { key: 'modelName', value: 'gpt-35-turbo' },
      { key: 'modelVersion', value: '0613' },
    ]
    const configurationId = await configure({ executableId: 'azure-openai', parameterBindings: retired })
    const { status, body } = await control.call('POST', '/v2/lm/deployments', { configurationId })
    expect(status).toBe(400)
    expect(body.error.message).toMatch(/gpt-35-turbo version 0613 was retired on \d{4}-\d\d-\d\d; use gpt-/)
    expect(control.kicked).toEqual([])
  })

  it('refuses a name that is taken with 409, and a connection that is not there with 400', async () => {
    await deploy({ name: 'mine' })
    const configurationId = await configure()
    expect(await control.call('POST', '/v2/lm/deployments', { configurationId, name: 'mine' })).toMatchObject({
      status: 409,
      body: { error: { code: 'Conflict' } },
    })
    const lost = await configure({
      parameterBindings: [
        { key: 'modelName', value: 'm' },
        { key: 'connection', value: 'lost' },
      ],
    })
    const { status, body } = await control.call('POST', '/v2/lm/deployments', { configurationId: lost })
    expect([status, body.error.target]).toEqual([400, 'parameterBindings.connection'])
  })

  it('stops at the quota', async () => {
    await control.store.settings.set('limits', JSON.stringify({ deployments: 1 }))
    const configurationId = await configure()
    expect((await control.call('POST', '/v2/lm/deployments', { configurationId })).status).toBe(202)
    expect(await control.call('POST', '/v2/lm/deployments', { configurationId })).toMatchObject({
      status: 403,
      body: { error: { code: 'QuotaReached' } },
    })
  })
})

describe('changing, by state', () => {
  const reach: Record<string, (id: string) => Promise<void>> = {
    UNKNOWN: async () => {},
    PENDING: (id) => control.saw(id, 'PENDING'),
    RUNNING: (id) => control.saw(id, 'RUNNING'),
    DEAD: (id) => control.saw(id, 'DEAD'),
    STOPPING: async (id) => {
      await control.saw(id, 'RUNNING')
      await control.call('PATCH', at(id), { targetStatus: 'STOPPED' })
    },
    STOPPED: async (id) => {
      await reach['STOPPING']?.(id)
      await control.saw(id, 'STOPPED')
    },
  }

  it.each([
    { state: 'UNKNOWN', stop: 412, start: 412, reconfigure: 412, delete: 202 },
    { state: 'PENDING', stop: 202, start: 412, reconfigure: 202, delete: 412 },
    { state: 'RUNNING', stop: 202, start: 412, reconfigure: 202, delete: 412 },
    { state: 'DEAD', stop: 412, start: 202, reconfigure: 202, delete: 202 },
    { state: 'STOPPING', stop: 412, start: 412, reconfigure: 412, delete: 412 },
    { state: 'STOPPED', stop: 412, start: 202, reconfigure: 412, delete: 202 },
  ])('$state: stop $stop, start $start, reconfigure $reconfigure, delete $delete', async ({ state, ...expected }) => {
    const other = await configure({ parameterBindings: [{ key: 'modelName', value: 'other' }] })
    const actions = {
      stop: (id: string) => control.call('PATCH', at(id), { targetStatus: 'STOPPED' }),
      start: (id: string) => control.call('PATCH', at(id), { targetStatus: 'RUNNING' }),
      reconfigure: (id: string) => control.call('PATCH', at(id), { configurationId: other }),
      delete: (id: string) => control.call('DELETE', at(id)),
    }
    for (const action of ['stop', 'start', 'reconfigure', 'delete'] as const) {
      const id = await deploy()
      await reach[state]?.(id)
      const answer = await actions[action](id)
      expect([action, answer.status]).toEqual([action, expected[action]])
      if (answer.status === 412)
        expect(answer.body.error).toMatchObject({ code: '01010076', target: `/api/v2/deployments/${id}` })
      else if (action === 'delete') expect(answer.body).toEqual({ id, message: 'Deletion scheduled', targetStatus: 'DELETED' })
      else expect(answer.body).toEqual({ id, message: 'Deployment modification scheduled' })
    }
  })

  it('speaks the documented words about UNKNOWN', async () => {
    const { body } = await control.call('PATCH', at(await deploy()), { targetStatus: 'STOPPED' })
    expect(body.error.message).toContain('Invalid Request, Current status UNKNOWN cannot be changed..')
  })

  it('reconfigures without touching id, name or URL, and remembers what ran last', async () => {
    const id = await deploy()
    await control.saw(id, 'RUNNING')
    const before = (await control.call('GET', at(id))).body
    const next = await configure({ name: 'newer', parameterBindings: [{ key: 'modelName', value: 'other' }] })
    await control.clock.advance(5_000)
    expect((await control.call('PATCH', at(id), { configurationId: next })).status).toBe(202)
    const after = (await control.call('GET', at(id))).body
    expect(after).toMatchObject({
      id,
      name: before.name,
      deploymentUrl: before.deploymentUrl,
      createdAt: before.createdAt,
      modifiedAt: '2026-11-20T12:00:05Z',
      configurationId: next,
      configurationName: 'newer',
      latestRunningConfigurationId: before.configurationId,
      lastOperation: 'UPDATE',
    })
    expect(control.kicked.at(-1)).toBe(id)
  })

  it.each([
    { body: { targetStatus: 'STOPPED', configurationId: 'NEXT' }, message: 'cannot be changed in one request' },
    { body: {}, message: 'body must hold targetStatus (STOPPED or RUNNING) or configurationId' },
    { body: { targetStatus: 'DELETED' }, message: 'targetStatus must be one of STOPPED, RUNNING, got "DELETED"' },
    { body: { targetStatus: null }, message: 'targetStatus must be one of STOPPED, RUNNING' },
    { body: { configurationId: 'SAME' }, message: 'uses already; name another' },
    {
      body: { configurationId: 'OTHER-EXECUTABLE' },
      message: 'accepts configurations of scenario foundation-models and executable openai-compatible',
    },
    { body: { configurationId: 'THEIRS' }, message: 'does not exist in this resource group' },
    { body: [], message: 'body must be an object, got an array' },
  ])('refuses $body with 400', async ({ body, message }) => {
    const id = await deploy()
    await control.saw(id, 'RUNNING')
    const ids: Record<string, string> = {
      NEXT: await configure(),
      SAME: (await control.call('GET', at(id))).body.configurationId,
      'OTHER-EXECUTABLE': await configure({ executableId: 'openai', parameterBindings: [{ key: 'modelName', value: 'gpt-4o' }] }),
      THEIRS: await configure({}, 'team-a'),
    }
    const named = 'configurationId' in body ? { configurationId: ids[body.configurationId ?? ''] } : {}
    const answer = await control.call('PATCH', at(id), Array.isArray(body) ? body : { ...body, ...named })
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(message)
  })

  it('lets one of two writers win', async () => {
    const id = await deploy()
    await control.saw(id, 'RUNNING')
    const answers = await Promise.all([
      control.call('PATCH', at(id), { targetStatus: 'STOPPED' }),
      control.call('PATCH', at(id), { targetStatus: 'STOPPED' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412])
  })

  it('deletes once, however often it is asked', async () => {
    const id = await deploy()
    for (const _ of [1, 2]) expect((await control.call('DELETE', at(id))).status).toBe(202)
    expect((await control.call('GET', at(id))).body).toMatchObject({ targetStatus: 'DELETED', lastOperation: 'DELETE' })
    expect((await control.call('PATCH', at(id), { targetStatus: 'RUNNING' })).status).toBe(412)
  })

  it('changes many at once, each by itself', async () => {
    const [running, fresh] = [await deploy(), await deploy()]
    await control.saw(running, 'RUNNING')
    const items = [
      { id: running, targetStatus: 'STOPPED' },
      { id: fresh, targetStatus: 'DELETED' },
      { id: 'd00000000000ffff', targetStatus: 'STOPPED' },
    ]
    const headers = { 'content-type': 'application/merge-patch+json' }
    const { status, body } = await control.call('PATCH', '/v2/lm/deployments', { deployments: items }, headers)
    expect(status).toBe(202)
    expect(body.deployments).toMatchObject([
      { id: running, message: 'Deployment modification scheduled' },
      { id: fresh, message: 'Deletion scheduled' },
      {
        id: 'd00000000000ffff',
        error: { code: 'NotFound', message: 'Deployment ID d00000000000ffff not found in this resource group' },
      },
    ])
    const again = await control.call(
      'PATCH',
      '/v2/lm/deployments',
      { deployments: [{ id: running, targetStatus: 'STOPPED' }] },
      headers,
    )
    expect(again.body.deployments[0].error.code).toBe('01010076')
  })

  it.each([
    [{ deployments: [] }, 'deployments must have at least 1 entry'],
    [
      { deployments: [{ id: 'd0123456789abcde', targetStatus: 'RUNNING' }] },
      'deployments[0].targetStatus must be one of STOPPED, DELETED',
    ],
    [
      { deployments: Array(101).fill({ id: 'd0123456789abcde', targetStatus: 'STOPPED' }) },
      'deployments must have at most 100 entries',
    ],
    [{ deployments: Array(2).fill({ id: 'd0123456789abcde', targetStatus: 'STOPPED' }) }, 'is given twice'],
    [{}, 'deployments is required'],
  ])('refuses a bulk change as a whole: %#', async (body, message) => {
    const answer = await control.call('PATCH', '/v2/lm/deployments', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(message)
  })
})

describe('reading', () => {
  const idsOf = (body: { resources: { id: string }[] }) => body.resources.map(({ id }) => id)

  it('lists running ones first, then the newest, with every filter', async () => {
    const oldest = await deploy()
    await control.clock.advance(1_000)
    const second = await deploy()
    await control.clock.advance(1_000)
    const third = await deploy()
    await control.saw(second, 'RUNNING')
    const list = async (query: string) => idsOf((await control.call('GET', `/v2/lm/deployments${query}`)).body)
    const { configurationId } = (await control.call('GET', at(oldest))).body
    expect(await list('')).toEqual([second, third, oldest])
    expect(await list('?status=RUNNING')).toEqual([second])
    expect(await list('?status=DEAD')).toEqual([])
    expect(await list('?scenarioId=foundation-models&status=RUNNING&executableIds=openai,openai-compatible')).toEqual([second])
    expect(await list('?executableIds=openai')).toEqual([])
    expect(await list('?scenarioId=orchestration')).toEqual([])
    expect(await list(`?configurationId=${configurationId}`)).toEqual([oldest])
    expect(await list('?$top=1&$skip=1')).toEqual([third])
    expect(await list('?$top=10000&$skip=0')).toHaveLength(3)
    expect(await list('?status=')).toHaveLength(3)
    expect((await control.call('GET', '/v2/lm/deployments/$count')).body).toBe(3)
    expect((await control.call('GET', '/v2/lm/deployments/%24count?status=RUNNING')).body).toBe(1)
    expect((await control.call('GET', '/v2/lm/deployments/$count/')).body).toBe(3)
  })

  it.each([
    ['?status=GONE', 'status must be one of PENDING, RUNNING, COMPLETED, DEAD, STOPPING, STOPPED, UNKNOWN, got "GONE"'],
    ['?status=RUNNING&status=DEAD', 'status must be one of'],
    ['?$top=-1', '$top must be at least 0, got -1'],
    ['?$top=100001', '$top must be at most 100000, got 100001'],
    ['?$top=many', '$top must be a whole number'],
    ['?$select=name', '$select must be status'],
    ['?executableIds=a', 'executableIds[0] must be 4 to 64 letters'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await control.call('GET', `/v2/lm/deployments${query}`)
    expect(status).toBe(400)
    expect(body.error.message).toContain(message)
  })

  it('answers $select=status with exactly the fields that a Python client takes', async () => {
    const id = await deploy()
    const fields = ['configurationId', 'createdAt', 'id', 'modifiedAt', 'status']
    const { body } = await control.call('GET', '/v2/lm/deployments?$select=status')
    expect(Object.keys(body.resources[0]).sort()).toEqual(fields)
    expect(Object.keys((await control.call('GET', `${at(id)}?$select=status`)).body).sort()).toEqual(
      [...fields, 'statusDetails'].sort(),
    )
  })

  it('keeps groups apart: another group’s deployment answers as one that does not exist', async () => {
    const theirs = await deploy({}, 'team-a')
    const nowhere = 'd00000000000ffff'
    const ask = (id: string) =>
      Promise.all([
        control.call('GET', at(id)),
        control.call('PATCH', at(id), { targetStatus: 'STOPPED' }),
        control.call('DELETE', at(id)),
        control.call('GET', `${at(id)}/logs`, undefined, { 'ai-resource-group': 'default' }),
      ])
    const plain = (answers: Awaited<ReturnType<typeof ask>>, id: string) =>
      answers.map(({ status, body }) => [status, JSON.stringify({ ...body.error, requestId: '' }).replaceAll(id, 'ID')])
    const [those, none] = [await ask(theirs), await ask(nowhere)]
    expect(plain(those, theirs)).toEqual(plain(none, nowhere))
    expect(those.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    expect((await control.call('GET', '/v2/lm/deployments')).body).toEqual({ count: 0, resources: [] })
    expect((await control.call('GET', at(theirs), undefined, { 'ai-resource-group': 'team-a' })).status).toBe(200)
  })

  it('shows a limited credential its own deployments only, and lets it create none', async () => {
    const [mine, other] = [await deploy(), await deploy()]
    const key = { authorization: `Bearer ${await control.keyFor('operator', '*', { deployments: [mine] })}` }
    expect(idsOf((await control.call('GET', '/v2/lm/deployments', undefined, key)).body)).toEqual([mine])
    expect((await control.call('GET', '/v2/lm/deployments/$count', undefined, key)).body).toBe(1)
    expect((await control.call('GET', at(mine), undefined, key)).status).toBe(200)
    expect((await control.call('GET', at(other), undefined, key)).status).toBe(404)
    expect((await control.call('DELETE', at(other), undefined, key)).status).toBe(404)
    const configurationId = await configure()
    expect((await control.call('POST', '/v2/lm/deployments', { configurationId }, key)).status).toBe(403)
  })

  it('builds the URL from what the gateway says where no public URL is set', async () => {
    await using plain = await openControl()
    await plain.call('POST', '/v2/admin/connections', {
      name: 'openai-compatible',
      provider: 'openai-compatible',
      baseUrl: 'https://m.example/v1',
    })
    const configuration = {
      name: 'chat',
      scenarioId: 'foundation-models',
      executableId: 'openai-compatible',
      parameterBindings: [{ key: 'modelName', value: 'm' }],
    }
    const { id: configurationId } = (await plain.call('POST', '/v2/lm/configurations', configuration)).body
    const { id } = (await plain.call('POST', '/v2/lm/deployments', { configurationId })).body
    await plain.saw(id, 'RUNNING' satisfies DeploymentStatus)
    const urlWith = async (headers: Record<string, string>) =>
      (await plain.call('GET', at(id), undefined, headers)).body.deploymentUrl
    expect(await urlWith({ 'x-forwarded-host': 'ai.acme.test:8443', 'x-forwarded-proto': 'https' })).toBe(
      `https://ai.acme.test:8443/v2/inference/deployments/${id}`,
    )
    expect(await urlWith({ host: '127.0.0.1:8080' })).toBe(`http://127.0.0.1:8080/v2/inference/deployments/${id}`)
    expect(await urlWith({ 'x-forwarded-host': 'evil.test/"><script>' })).toBe(`http://localhost/v2/inference/deployments/${id}`)
  })
})

describe('logs', () => {
  const line = (timestamp: string, message: string) => ({
    timestamp,
    message,
    instanceId: 'd0123456789abcde-00000001',
    stream: 'stdout' as const,
  })

  it('answers the last hour, oldest first, with nanosecond digits', async () => {
    const id = await deploy()
    control.engine.lines = [
      line('2026-11-20T10:59:59.999Z', 'old'),
      line('2026-11-20T11:30:00.123Z', 'one'),
      line('2026-11-20T11:45:00Z', 'two'),
    ]
    const { status, body } = await control.call('GET', `${at(id)}/logs`)
    expect(status).toBe(200)
    const item = { container: 'kserve-container', pod: 'd0123456789abcde-00000001', stream: 'stdout' }
    expect(body).toEqual({
      data: {
        result: [
          { timestamp: '2026-11-20T11:30:00.123000000+00:00', msg: 'one', ...item },
          { timestamp: '2026-11-20T11:45:00.000000000+00:00', msg: 'two', ...item },
        ],
      },
    })
    const messages = async (query: string) =>
      (await control.call('GET', `${at(id)}/logs${query}`)).body.data.result.map(({ msg }: { msg: string }) => msg)
    expect(await messages('?$order=desc&$top=1')).toEqual(['two'])
    expect(await messages('?start=2026-11-20T00:00:00Z')).toEqual(['old', 'one', 'two'])
    // Neither "+" nor its encoding may become a space.
    expect(await messages('?start=2026-11-20T12:30:00.000+01:00&end=2026-11-20T11:40:00%2B00:00')).toEqual(['one'])
    expect(await messages('?end=2026-11-20T11:00:00Z')).toEqual(['old'])
  })

  it('finds the deployment’s own group where a client, made from the specification, names none', async () => {
    const id = await deploy({}, 'team-a')
    expect((await control.call('GET', `${at(id)}/logs`)).status).toBe(200)
    expect((await control.call('GET', `${at(id)}/logs`, undefined, { 'ai-resource-group': 'default' })).status).toBe(404)
    const stranger = { authorization: `Bearer ${await control.keyFor('viewer', ['team-b'])}` }
    expect((await control.call('GET', `${at(id)}/logs`, undefined, stranger)).status).toBe(404)
  })

  it.each([
    ['?start=yesterday', 'start must be an RFC 3339 time'],
    ['?start=2026-11-20T11:00:00Z&end=2026-11-20T10:00:00Z', 'start must not be later than end'],
    ['?$top=0', '$top must be at least 1'],
    ['?$top=100001', '$top must be at most 100000'],
    ['?start=2026-11-20T11:00:00Z&since=1h', 'since stands in place of start'],
    ['?since=soon', 'since must be a whole number and a unit'],
    ['?previous=perhaps', 'previous must be true or false'],
    ['?follow=true&$order=desc', '$order must be asc where lines are followed'],
    ['?follow=true&end=2026-11-20T11:00:00Z', 'end is no part of what is followed'],
    ['?previous=true&instance=d0123456789abcde-00000001', 'name no instance with it'],
    [`?grep=${'x'.repeat(201)}`, 'grep must have at most 200 characters'],
    ['?$order=up', '$order must be one of asc, desc'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await control.call('GET', `${at(await deploy())}/logs${query}`)
    expect(status).toBe(400)
    expect(body.error.message).toContain(message)
  })
})
