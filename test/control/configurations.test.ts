import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
})
afterEach(() => control[Symbol.asyncDispose]())

const valid = {
  name: 'chat',
  scenarioId: 'foundation-models',
  executableId: 'azure-openai',
  parameterBindings: [{ key: 'modelName', value: 'gpt-4o' }],
  inputArtifactBindings: [],
}
const create = async (more: object = {}) => control.call('POST', '/v2/lm/configurations', { ...valid, ...more })
const register = async (more: object = {}, headers: Record<string, string> = {}) => {
  const artifact = {
    name: 'weights',
    kind: 'model',
    url: 'ai://default/models/tiny.gguf',
    scenarioId: 'foundation-models',
    ...more,
  }
  return (await control.call('POST', '/v2/lm/artifacts', artifact, headers)).body.id
}

describe('creating a configuration', () => {
  it('answers 201 with its address, and reads as sent', async () => {
    const { status, headers, body } = await create({
      versionId: '0.0.1',
      parameterBindings: [...valid.parameterBindings, { key: 'modelVersion', value: '2024-08-06' }],
    })
    expect([status, body]).toEqual([201, { id: body.id, message: 'Configuration created' }])
    expect(headers['location']).toBe(`/v2/lm/configurations/${body.id}`)
    expect((await control.call('GET', `/v2/lm/configurations/${body.id}`)).body).toEqual({
      ...valid,
      parameterBindings: [
        { key: 'modelName', value: 'gpt-4o' },
        { key: 'modelVersion', value: '2024-08-06' },
      ],
      id: body.id,
      createdAt: '2026-11-20T12:00:00Z',
    })
  })

  const model = (value: string) => [{ key: 'modelName', value }]
  it.each([
    { body: { name: undefined }, message: 'name is required' },
    { body: { name: 'a'.repeat(257) }, message: 'name must have at most 256 characters' },
    { body: { name: 'ü' }, message: 'name must be letters, digits, spaces or punctuation' },
    {
      body: { scenarioId: 'nowhere' },
      message:
        'Could not create configuration, because executable azure-openai for scenario nowhere is not found; known are foundation-models/azure-openai',
    },
    {
      body: { executableId: 'nothing' },
      message:
        'because executable nothing for scenario foundation-models is not found; executables of this scenario are azure-openai, openai',
    },
    { body: { parameterBindings: undefined }, message: 'parameterBindings.modelName is required' },
    { body: { parameterBindings: 'modelName' }, message: 'parameterBindings must be an array, got a string' },
    {
      body: { parameterBindings: [{ key: 'modelName', value: 5 }] },
      message: 'parameterBindings[0].value must be a string, got a number',
    },
    {
      body: { parameterBindings: [{ key: 'modelName', value: 'a'.repeat(5_001) }] },
      message: 'parameterBindings[0].value must have at most 5000 characters',
    },
    {
      body: { parameterBindings: Array(1_001).fill({ key: 'a', value: 'b' }) },
      message: 'parameterBindings must have at most 1000 entries',
    },
    {
      body: { parameterBindings: [...model('gpt-4o'), { key: 'modelname', value: 'x' }] },
      message: 'parameterBindings has unknown "modelname"; known are modelName, modelVersion, connection',
    },
    {
      body: { parameterBindings: [...model('gpt-4o'), ...model('gpt-5')] },
      message: 'parameterBindings: key "modelName" is given twice',
    },
    {
      body: { parameterBindings: [...model('gpt-4o'), { key: 'apiVersion', value: 'now' }] },
      message: 'parameterBindings.apiVersion must look like 2024-10-21',
    },
    {
      body: { parameterBindings: model('gpt-99') },
      message: 'parameterBindings.modelName "gpt-99" is not in the catalog of executable azure-openai; known are',
    },
    {
      body: { parameterBindings: [...model('gpt-4o'), { key: 'modelVersion', value: '1' }] },
      message: 'parameterBindings.modelVersion "1" is not a version of gpt-4o; known are latest, ',
    },
    {
      body: { inputArtifactBindings: [{ key: 'model', artifactId: 'some-id' }] },
      message: 'inputArtifactBindings: executable azure-openai has no input "model"; its inputs are: none',
    },
    {
      body: {
        executableId: 'llama-cpp',
        parameterBindings: [],
        inputArtifactBindings: [{ key: 'model', artifactId: 'some-id' }],
      },
      message: 'artifact "some-id" for "model" does not exist in this resource group',
    },
    {
      body: {
        executableId: 'llama-cpp',
        parameterBindings: [],
        inputArtifactBindings: [{ key: 'constructor', artifactId: 'some-id' }],
      },
      message: 'has no input "constructor"',
    },
  ])('refuses with 400: $message', async ({ body, message }) => {
    const answer = await create(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).toContain(message)
    expect((await control.call('GET', '/v2/lm/configurations/$count')).body).toBe(0)
  })

  it('takes artifacts of the group, and of the right kind only', async () => {
    const [mine, data, theirs] = [
      await register(),
      await register({ kind: 'dataset' }),
      await register({}, { 'ai-resource-group': 'team-a' }),
    ]
    const bind = (artifactId: string) =>
      create({ executableId: 'llama-cpp', parameterBindings: [], inputArtifactBindings: [{ key: 'model', artifactId }] })
    expect((await bind(mine)).status).toBe(201)
    expect((await bind(data)).body.error.message).toContain('is of kind dataset; "model" needs kind model')
    expect((await bind(theirs)).body.error.message).toContain(
      `artifact "${theirs}" for "model" does not exist in this resource group; artifacts of kind model here: ${mine} (weights)`,
    )
  })
})

describe('reading configurations', () => {
  it('filters, searches, pages and expands', async () => {
    await create({ name: 'Alpha chat' })
    await control.clock.advance(1_000)
    await create({ name: 'beta', executableId: 'openai-compatible', parameterBindings: [{ key: 'modelName', value: 'm' }] })
    const names = async (query: string) =>
      (await control.call('GET', `/v2/lm/configurations${query}`)).body.resources.map(({ name }: { name: string }) => name).sort()
    expect(await names('')).toEqual(['Alpha chat', 'beta'])
    expect(await names('?executableIds=openai-compatible')).toEqual(['beta'])
    expect(await names('?executableIds=openai-compatible&executableIds=azure-openai')).toEqual(['Alpha chat', 'beta'])
    expect(await names('?scenarioId=orchestration')).toEqual([])
    expect(await names('?$search=alpha')).toEqual([])
    expect(await names('?$search=alpha&searchCaseInsensitive=true')).toEqual(['Alpha chat'])
    expect(await names('?$search=Alpha+chat')).toEqual(['Alpha chat'])
    expect(await names('?$top=0')).toEqual([])
    expect((await control.call('GET', '/v2/lm/configurations?$top=1')).body.count).toBe(1)
    expect((await control.call('GET', '/v2/lm/configurations/$count?$search=beta')).body).toBe(1)
    const { body } = await control.call('GET', '/v2/lm/configurations?$expand=scenario&$top=1')
    expect(body.resources[0].scenario).toMatchObject({
      id: 'foundation-models',
      labels: [{ key: 'scenarios.ai.sap.com/llm', value: 'true' }],
    })
    expect((await control.call('GET', '/v2/lm/configurations?$search=~')).status).toBe(400)
    expect((await control.call('GET', '/v2/lm/configurations?$expand=all')).status).toBe(400)
  })

  it('does not find what is not there, or in another group', async () => {
    const { id } = (await create()).body
    expect((await control.call('GET', '/v2/lm/configurations/no-such-id')).status).toBe(404)
    expect((await control.call('GET', `/v2/lm/configurations/${id}`, undefined, { 'ai-resource-group': 'team-a' })).status).toBe(
      404,
    )
    expect((await control.call('GET', '/v2/lm/configurations/a')).status).toBe(400)
  })
})

describe('artifacts', () => {
  it('are registered and read as sent', async () => {
    const artifact = {
      name: 'weights',
      kind: 'model',
      url: 'hf://acme/tiny/tiny.gguf',
      scenarioId: 'foundation-models',
      description: 'tiny',
      labels: [{ key: 'ext.ai.sap.com/stage', value: 'a,b' }],
    }
    const { status, headers, body } = await control.call('POST', '/v2/lm/artifacts', artifact)
    expect([status, body]).toEqual([201, { id: body.id, message: 'Artifact acknowledged', url: artifact.url }])
    expect(headers['location']).toBe(`/v2/lm/artifacts/${body.id}`)
    const times = { createdAt: '2026-11-20T12:00:00Z', modifiedAt: '2026-11-20T12:00:00Z' }
    expect((await control.call('GET', `/v2/lm/artifacts/${body.id}`)).body).toEqual({ ...artifact, id: body.id, ...times })
    expect((await control.call('GET', `/v2/lm/artifacts/${body.id}?$expand=scenario`)).body.scenario.id).toBe('foundation-models')
    expect((await control.call('GET', `/v2/lm/artifacts/${body.id}`, undefined, { 'ai-resource-group': 'team-a' })).status).toBe(
      404,
    )
  })

  it('are found by name, kind, labels and words', async () => {
    const label = (value: string) => ({ labels: [{ key: 'ext.ai.sap.com/stage', value }] })
    await register({ name: 'one', ...label('a,b') })
    await register({ name: 'two', kind: 'dataset', description: 'One more', ...label('c') })
    const names = async (query: string) =>
      (await control.call('GET', `/v2/lm/artifacts${query}`)).body.resources.map(({ name }: { name: string }) => name).sort()
    expect(await names('?name=one')).toEqual(['one'])
    expect(await names('?kind=dataset')).toEqual(['two'])
    expect(await names('?artifactLabelSelector=ext.ai.sap.com/stage=a{comma}b')).toEqual(['one'])
    expect(await names('?artifactLabelSelector=ext.ai.sap.com/stage!=c,ext.ai.sap.com/other!=x')).toEqual(['one'])
    expect(await names('?$search=one&searchCaseInsensitive=true')).toEqual(['one', 'two'])
    expect(await names('?executionId=e0123456789abcde')).toEqual([])
    expect((await control.call('GET', '/v2/lm/artifacts/$count?kind=model')).body).toBe(1)
    expect((await control.call('GET', '/v2/lm/artifacts?artifactLabelSelector=stage=a')).body.error.message).toContain(
      'must be "ext.ai.sap.com/key=value"',
    )
  })

  it.each([
    [{ url: 'nowhere' }, 'url must be scheme://path'],
    [{ url: 'ai://default/folder/' }, 'url must not end with "/"'],
    [{ kind: 'weights' }, 'kind must be one of model, dataset, resultset, other, got "weights"'],
    [{ scenarioId: 'nowhere' }, 'scenarioId "nowhere" is not known; known are foundation-models'],
    [{ labels: [{ key: 'stage', value: 'x' }] }, 'labels[0].key must be "ext.ai.sap.com/"'],
    [{ description: 'a'.repeat(5_001) }, 'description must have at most 5000 characters'],
  ])('are refused with 400: %j', async (more, message) => {
    const artifact = { name: 'weights', kind: 'model', url: 'ai://default/a', scenarioId: 'foundation-models', ...more }
    const { status, body } = await control.call('POST', '/v2/lm/artifacts', artifact)
    expect(status).toBe(400)
    expect(body.error.message).toContain(message)
  })
})
