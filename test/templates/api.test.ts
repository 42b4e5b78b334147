import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { aTemplate, lineOf } from './samples.ts'

let control: ControlUnderTest
let script: string
beforeAll(async () => {
  control = await openControl()
  const path = join(control.folder, 'script.py')
  writeFileSync(path, 'class Predict: pass')
  script = pathToFileURL(path).href
  const { id } = (await control.call('POST', '/v2/admin/models/imports', { source: script })).body
  await vi.waitUntil(async () => (await control.call('GET', `/v2/admin/models/imports/${id}`)).body.state === 'done')
})
afterAll(() => control[Symbol.asyncDispose]())

const templates = '/v2/admin/servingTemplates'
const upload = (template: string) => control.call('POST', templates, { template })
const replace = (name: string, template: string) => control.call('PUT', `${templates}/${name}`, { template })
const bindings = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ key, value }))

async function configure(executableId: string, values: Record<string, string> = {}, artifact = true) {
  const bound = await control.call('POST', '/v2/lm/artifacts', {
    name: 's',
    kind: 'other',
    url: script,
    scenarioId: 'my-scenario',
  })
  return control.call('POST', '/v2/lm/configurations', {
    name: executableId,
    scenarioId: 'my-scenario',
    executableId,
    parameterBindings: bindings(values),
    inputArtifactBindings: artifact ? [{ key: 'code', artifactId: bound.body.id }] : [],
  })
}
async function deploy(configurationId: string): Promise<string> {
  const { status, body } = await control.call('POST', '/v2/lm/deployments', { configurationId })
  expect(status, JSON.stringify(body)).toBe(202)
  return body.id
}
const remove = async (id: string) => {
  const found = await control.store.deployments.byId(id)
  await control.store.deployments.remove(id, found?.generation ?? 0)
}
/** What a configuration’s deployments are started with. */
const placed = (executableId: string, configurationId: string, values: Record<string, string> = {}) => {
  const found = control.templates.executables.find(executableId, configurationId)
  return found?.parameters.safeParse(values).data
}

describe('a template that is uploaded', () => {
  it('is an executable of a scenario, as any other, in every group', async () => {
    expect(await upload(aTemplate({ name: 'first' }))).toMatchObject({
      status: 201,
      body: { name: 'first', application: null, problem: null, template: aTemplate({ name: 'first' }) },
    })
    for (const group of ['default', 'team-a']) {
      const get = (path: string) => control.call('GET', path, undefined, { 'ai-resource-group': group })
      expect((await get('/v2/lm/scenarios/my-scenario')).body).toEqual({
        id: 'my-scenario',
        name: 'My scenario',
        description: 'What it is about',
        labels: [],
        createdAt: '2026-11-20T12:00:00+00:00',
        modifiedAt: '2026-11-20T12:00:00+00:00',
      })
      expect((await get('/v2/lm/scenarios')).body.resources.map(({ id }: { id: string }) => id)).toContain('my-scenario')
      expect((await get('/v2/lm/scenarios/my-scenario/versions')).body.resources).toMatchObject([{ id: '0.1.0' }])
      expect((await get('/v2/lm/scenarios/my-scenario/executables')).body).toMatchObject({ count: 1 })
      expect((await get('/v2/lm/scenarios/my-scenario/executables/first')).body).toEqual({
        id: 'first',
        name: 'Sums',
        description: 'Adds up',
        scenarioId: 'my-scenario',
        versionId: '0.1.0',
        labels: [],
        deployable: true,
        parameters: [{ name: 'factor', description: 'Multiplies', default: '0.50', type: 'string' }],
        inputArtifacts: [{ name: 'code', kind: 'other', description: '', labels: [] }],
        outputArtifacts: [],
        createdAt: '2026-11-20T12:00:00+00:00',
        modifiedAt: '2026-11-20T12:00:00+00:00',
      })
    }
    expect((await control.call('GET', '/v2/admin/resourceQuota/executables')).body).toEqual({
      usage: { servingTemplateCount: 1, workflowTemplateCount: 0 },
      quota: { servingTemplateMaxCount: 50, workflowTemplateMaxCount: 0 },
    })
  })

  it('takes configurations that fit it, and says what does not', async () => {
    expect((await configure('first', { factor: '2' })).status).toBe(201)
    expect(await configure('first', { colour: 'red' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/unknown "colour"; known are factor/) } },
    })
    expect(await configure('first', {}, false)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/inputArtifactBindings.code is required/) } },
    })
    await upload(
      aTemplate({
        name: 'numbered',
        spec: 'predictor: { minReplicas: "{{inputs.parameters.factor}}", model: { runtime: python, parameters: { script: "{{inputs.artifacts.code}}" } } }',
      }).replace('"0.50"', '"1"'),
    )
    expect(await configure('numbered', { factor: 'many' })).toMatchObject({
      status: 400,
      body: {
        error: {
          target: 'parameterBindings.factor',
          message: expect.stringMatching(/parameterBindings.factor must be a whole number from 0 to 1000/),
        },
      },
    })
  })

  it('gives a deployment the number of instances that it asks for', async () => {
    const { body } = await configure('numbered', { factor: '3' })
    const id = await deploy(body.id)
    const change = async (change: object) => {
      await control.saw(id, 'RUNNING')
      const { status, body } = await control.call('PATCH', `/v2/lm/deployments/${id}`, change)
      expect(status, JSON.stringify(body)).toBe(202)
    }
    const scaling = async () => (await control.store.deployments.byId(id))?.scaling?.predictor
    expect(await scaling()).toMatchObject({ minInstances: 3, maxInstances: 3 })
    await change({ configurationId: (await configure('numbered', { factor: '4' })).body.id })
    expect(await scaling()).toMatchObject({ minInstances: 4, maxInstances: 4 })
    // What somebody set stays.
    await change({ scaling: { predictor: { maxInstances: 7 } } })
    await change({ configurationId: body.id })
    expect(await scaling()).toMatchObject({ minInstances: 4, maxInstances: 7 })
    await remove(id)
  })

  it('is looked at without being taken in', async () => {
    const text = aTemplate({ name: 'looked-at' }).replace('runtime: python', 'runtime: cobol')
    expect(await control.call('POST', `${templates}/validate`, { template: text })).toMatchObject({
      status: 200,
      body: {
        valid: false,
        executable: null,
        problems: [{ path: 'spec.template.spec.predictor.model.runtime', line: lineOf(text, 'runtime: cobol') }],
      },
    })
    const verdict = await control.call('POST', `${templates}/validate`, { template: aTemplate({ name: 'looked-at' }) })
    expect(verdict.body).toEqual({
      valid: true,
      problems: [],
      warnings: [],
      executable: {
        id: 'looked-at',
        scenarioId: 'my-scenario',
        versionId: '0.1.0',
        parameters: ['factor'],
        inputArtifacts: ['code'],
      },
    })
    expect((await control.call('GET', `${templates}/looked-at`)).status).toBe(404)
  })

  it('is refused where it cannot be', async () => {
    const broken = aTemplate({ name: 'broken' }).replace('runtime: python', 'runtime: cobol')
    expect(await upload(broken)).toMatchObject({
      status: 400,
      body: {
        error: {
          target: 'template',
          message: expect.stringMatching(
            new RegExp(`line ${lineOf(broken, 'runtime: cobol')}: spec.template.spec.predictor.model.runtime names no`),
          ),
          details: { problems: [{ line: lineOf(broken, 'runtime: cobol') }] },
        },
      },
    })
    expect(await upload(aTemplate({ name: 'first' }))).toMatchObject({ status: 409 })
    expect(await upload(aTemplate({ name: 'python' }))).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringMatching(/server's own/) } },
    })
    expect(await upload(`${aTemplate({ name: 'one-of-two' })}---\n${aTemplate({ name: 'two-of-two' })}`)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/several documents/) } },
    })
    expect(await upload('x'.repeat(100_000))).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/64 KiB/) } },
    })
    expect(await replace('first', aTemplate({ name: 'second' }))).toMatchObject({ status: 400 })
    expect(await replace('none-such', aTemplate({ name: 'none-such' }))).toMatchObject({ status: 404 })
    expect(await control.call('DELETE', `${templates}/none-such`)).toMatchObject({ status: 404 })
    await control.store.settings.set('limits', '{"servingTemplates":2}')
    expect(await upload(aTemplate({ name: 'one-too-many' }))).toMatchObject({
      status: 403,
      body: { error: { code: 'QuotaReached' } },
    })
    await control.store.settings.set('limits', '{}')
    expect((await control.call('GET', templates)).body.resources.map(({ name }: { name: string }) => name)).toEqual([
      'first',
      'numbered',
    ])
  })
})

describe('a template that changes', () => {
  const form = (name: string, title: string, { cascade = 'false', parameters = '[{ name: factor, default: "1" }]' } = {}) =>
    aTemplate({ name, parameters, annotations: `    executables.ai.sap.com/cascade-update-deployments: "${cascade}"` }).replace(
      'executables.ai.sap.com/name: "Sums"',
      `executables.ai.sap.com/name: "${title}"`,
    )
  const titled = (name: string, configurationId: string) => control.templates.executables.find(name, configurationId)?.title

  it('leaves deployments what they were started with, and serves new configurations', async () => {
    await upload(form('steady', 'one'))
    const [running, idle] = [(await configure('steady')).body.id, (await configure('steady')).body.id]
    const id = await deploy(running)
    expect((await replace('steady', form('steady', 'two', { parameters: '[{ name: factor, default: "9" }]' }))).status).toBe(200)
    expect([titled('steady', running), titled('steady', idle)]).toEqual(['one', 'two'])
    expect([placed('steady', running), placed('steady', idle)]).toEqual([{ factor: '1' }, { factor: '9' }])
    await replace('steady', form('steady', 'three'))
    expect([titled('steady', running), titled('steady', idle)]).toEqual(['one', 'three'])
    expect(await control.call('DELETE', `${templates}/steady`)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringMatching(new RegExp(`used by deployments ${id} \\(default\\)`)) } },
    })
    await remove(id)
    expect((await control.call('DELETE', `${templates}/steady`)).status).toBe(200)
    expect(await configure('steady')).toMatchObject({ status: 400 })
    expect(await control.store.templates.pins()).toEqual([])
  })

  it('reaches deployments where it says so, but none that it does not fit', async () => {
    await upload(form('moving', 'one'))
    const [fitting, other] = [(await configure('moving')).body.id, (await configure('moving', { factor: '7' })).body.id]
    const [first, second] = [await deploy(fitting), await deploy(other)]
    control.kicked.length = 0
    await replace(
      'moving',
      form('moving', 'two', { cascade: 'true', parameters: '[]' }).replace('{{inputs.parameters.factor}}', '8'),
    )
    expect([titled('moving', fitting), titled('moving', other)]).toEqual(['two', 'one'])
    const operation = async (id: string) => (await control.call('GET', `/v2/lm/deployments/${id}`)).body.lastOperation
    expect([await operation(first), await operation(second)]).toEqual(['CASCADE-UPDATE', 'CREATE'])
    expect(control.kicked).toContain('*')
    await replace('moving', form('moving', 'three', { cascade: 'true' }))
    expect([titled('moving', fitting), titled('moving', other)]).toEqual(['three', 'three'])
    const scaled = async (id: string) => (await control.store.deployments.byId(id))?.scaling?.predictor
    expect(await scaled(first)).toMatchObject({ minInstances: 1, maxInstances: 2 })
    await control.saw(second, 'RUNNING')
    await control.call('PATCH', `/v2/lm/deployments/${second}`, { scaling: { predictor: { maxInstances: 9 } } })
    await replace(
      'moving',
      form('moving', 'four', { cascade: 'true' }).replace('predictor:', 'predictor:\n        minReplicas: 4'),
    )
    expect(await scaled(first)).toMatchObject({ minInstances: 4, maxInstances: 4 })
    expect(await scaled(second)).toMatchObject({ minInstances: 1, maxInstances: 9 })
    for (const id of [first, second]) await remove(id)
  })

  it('that a newer version of the program does not understand is no executable, and says so', async () => {
    const older = {
      name: 'older',
      content: 'kind: ServingTemplate',
      application: null,
      file: null,
      problem: null,
      removedAt: null,
    }
    await control.store.templates.put({ ...older, createdBy: 'x', createdAt: 1, modifiedAt: 1 })
    expect((await control.call('GET', `${templates}/older`)).body.problem).toMatch(/does not understand it/)
    expect(await configure('older')).toMatchObject({ status: 400 })
    expect((await replace('older', form('older', 'one'))).body.problem).toBeNull()
    expect((await configure('older')).status).toBe(201)
  })

  it('is there again after a restart, with what is held back', async () => {
    await upload(form('lasting', 'one'))
    const id = (await configure('lasting')).body.id
    const deployment = await deploy(id)
    await replace('lasting', form('lasting', 'two'))
    const { openTemplates } = await import('../../src/control/templates/open-templates.ts')
    const { executables } = await import('../../src/executables/index.ts')
    const again = await openTemplates({
      store: control.store,
      clock: control.clock,
      given: executables,
      box: { seal: (text) => text, open: (text) => text },
      allowPrivate: true,
      searchPath: '',
      dataFolder: control.folder,
      audit: () => {},
      changed: () => {},
      onError: () => {},
    })
    expect(again.executables.find('lasting')?.title).toBe('two')
    expect(again.executables.find('lasting', id)?.title).toBe('one')
    await again[Symbol.asyncDispose]()
    await remove(deployment)
  })
})
