import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { differences } from '../../src/client/differences.ts'
import { runLine } from '../cli-harness.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
let url: string
let cwd: string
beforeAll(async () => {
  control = await openControl()
  url = await control.app.listen({ port: 0, host: '127.0.0.1' })
  cwd = mkdtempSync(join(tmpdir(), 'lectern-manifests-'))
})
afterAll(async () => {
  await control[Symbol.asyncDispose]()
  rmSync(cwd, { recursive: true })
})

const lectern = (line: string, stdin?: string) =>
  runLine(line.split(' '), {
    cwd,
    env: { LECTERN_URL: url, LECTERN_API_KEY: control.admin, AZURE_KEY: 'secret' },
    now: () => control.clock.now(),
    ...(stdin === undefined ? {} : { stdin }),
  })
const actions = async (line: string, stdin?: string): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await lectern(`${line} -o json`, stdin)
  expect(code, stderr).toBe(0)
  return (JSON.parse(stdout).resources as { kind: string; action: string }[]).map(({ kind, action }) => `${kind} ${action}`)
}
const exported = async (what: string) =>
  parseAllDocuments((await lectern(`export ${what}`)).stdout).map((each) => each.toJS() as Record<string, unknown>)

/** No reconciler runs here: what would start is said to run. */
const runs = async (name: string) =>
  control.saw(JSON.parse((await lectern(`deployments get ${name} -g team-m -o json`)).stdout).id, 'RUNNING')

const everything = `
kind: Deployment
resourceGroup: team-m
name: chat
configuration:
  executableId: azure-openai
  parameterBindings: { modelName: gpt-5.1, connection: azure }
onHangup: abort
deploymentType: provisioned
capacity: 50
spilloverDeployment: spare
parameterRules: { temperature: { minimum: 0, maximum: 1 } }
---
kind: Quota
scope: { resourceGroup: team-m, deployment: chat }
requestsPerMinute: 50
---
kind: Budget
scope: { resourceGroup: team-m, model: gpt-5.1 }
amount: 25.5
period: month
timezone: Europe/Berlin
---
kind: ResourceGroup
resourceGroupId: team-m
labels: { ext.ai.sap.com/owner: ada }
---
kind: ResourcePlan
name: tiny
cores: 0.5
memoryMb: 512
---
kind: Connection
resourceGroup: team-m
name: azure
provider: azure-openai
baseUrl: https://a.example
credential: { apiKey: { fromEnv: AZURE_KEY } }
`
const spare = `
kind: Deployment
resourceGroup: team-m
name: spare
configuration:
  executableId: azure-openai
  parameterBindings: { modelName: gpt-5.1, connection: azure }
deploymentType: standard
capacity: 10
`

describe('apply, diff and export', () => {
  it('say what would be done, and do nothing', async () => {
    const planned = await actions('apply -f - --dry-run', `${everything}---${spare}`)
    expect(planned).toEqual([
      'ResourceGroup would be created',
      'ResourcePlan would be created',
      'Connection would be created',
      'Deployment would be created',
      'Deployment would be created',
      'Quota would be created',
      'Budget would be created',
    ])
    expect((await lectern('groups ls -o name')).stdout).not.toContain('team-m')
  })

  it('make all that the documents say, in the order in which they need each other; again changes nothing', async () => {
    mkdirSync(join(cwd, 'all'))
    // The one that takes over comes first: by the name of its file.
    writeFileSync(join(cwd, 'all/1-spare.yaml'), spare)
    writeFileSync(join(cwd, 'all/2-rest.yml'), everything)
    expect((await actions('apply -f all')).every((each) => each.endsWith(' created'))).toBe(true)
    expect(await lectern('diff -f all')).toEqual({ code: 0, stdout: '', stderr: 'nothing differs\n' })
    expect((await actions('apply -f all')).every((each) => each.endsWith(' unchanged'))).toBe(true)
    expect(JSON.parse((await lectern('configurations ls -g team-m -o json')).stdout).count).toBe(2)
  })

  it('take back what was exported: a round trip changes nothing', async () => {
    const text = (await lectern('export -g team-m')).stdout
    expect(text).not.toContain('secret')
    expect(await lectern('diff -f -', text)).toMatchObject({ code: 0, stderr: 'nothing differs\n' })
    const documents = await exported('-g team-m Deployment/chat')
    expect(documents).toEqual([
      expect.objectContaining({
        ...{ kind: 'Deployment', name: 'chat', resourceGroup: 'team-m', spilloverDeployment: 'spare', capacity: 50 },
        configuration: {
          name: 'chat',
          executableId: 'azure-openai',
          scenarioId: 'foundation-models',
          parameterBindings: { modelName: 'gpt-5.1', connection: 'azure' },
        },
      }),
    ])
    expect(await exported('-g team-m Quota')).toContainEqual({
      ...{ kind: 'Quota', requestsPerMinute: 50, scope: { resourceGroup: 'team-m', deployment: 'chat' } },
    })
  })

  it('make it anew elsewhere', async () => {
    await using other = await openControl()
    const at = { LECTERN_URL: await other.app.listen({ port: 0, host: '127.0.0.1' }), LECTERN_API_KEY: other.admin }
    const text = (await lectern('export -g team-m')).stdout.replace('baseUrl', 'credential: {apiKey: {fromEnv: K}}\nbaseUrl')
    writeFileSync(join(cwd, 'moved.yaml'), text)
    const there = (verb: string) =>
      runLine([verb, '-f', 'moved.yaml'], { cwd, env: { ...at, K: 'k' }, now: () => other.clock.now() })
    expect(await there('apply')).toMatchObject({ code: 0, stderr: '' })
    expect(await there('diff')).toMatchObject({ code: 0, stderr: 'nothing differs\n' })
  })

  it('show in what things differ, and change that alone', async () => {
    await runs('chat')
    const wanted = everything
      .replace('onHangup: abort', 'onHangup: drain')
      .replace('modelName: gpt-5.1, connection', 'modelName: gpt-5, connection')
      .replace('maximum: 1 }', 'maximum: 1.5 }')
      .replace('requestsPerMinute: 50', 'requestsPerMinute: 60\ntokensPerMinute: 1000')
      .replace('amount: 25.5', 'amount: 30')
    const { code, stdout, stderr } = await lectern('diff -f -', wanted)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '3 of 6 differ\n' })
    expect(stdout).toBe(`~ Deployment chat
  - configuration.parameterBindings.modelName: gpt-5.1
  + configuration.parameterBindings.modelName: gpt-5
  - onHangup: abort
  + onHangup: drain
  - parameterRules.temperature.maximum: 1
  + parameterRules.temperature.maximum: 1.5
~ Quota resourceGroup=team-m deployment=chat
  - requestsPerMinute: 50
  + requestsPerMinute: 60
  + tokensPerMinute: 1000
~ Budget resourceGroup=team-m model=gpt-5.1 month
  - amount: 25.50
  + amount: 30
`)
    expect(await actions('apply -f -', wanted)).toContain('Deployment changed')
    expect(await lectern('diff -f -', wanted)).toMatchObject({ code: 0 })
    const [chat] = await exported('-g team-m Deployment/chat')
    expect(chat).toMatchObject({ configuration: { parameterBindings: { modelName: 'gpt-5', connection: 'azure' } } })
  })

  it('stop, start, pause and spread over several configurations', async () => {
    const target = (model: string, weight: number) =>
      `  - { configuration: { executableId: azure-openai, parameterBindings: { modelName: ${model}, connection: azure } }, weight: ${weight} }\n`
    const head = 'kind: Deployment\nresourceGroup: team-m\nname: chat\n'
    const spread = `${head}targets:\n${target('gpt-5', 1)}${target('gpt-5.1', 3)}`
    await runs('chat')
    expect(await actions('apply -f -', spread)).toEqual(['Deployment changed'])
    await runs('chat')
    expect(await lectern('diff -f -', spread)).toMatchObject({ code: 0 })
    const [chat] = await exported('-g team-m Deployment/chat')
    expect(chat).toMatchObject({ targets: [{ weight: 1 }, { weight: 3 }] })
    expect(await lectern('diff -f -', (await lectern('export -g team-m Deployment')).stdout)).toMatchObject({ code: 0 })
    const single = `${head}configuration: { executableId: azure-openai, parameterBindings: { modelName: gpt-5, connection: azure } }\n`
    expect(await actions('apply -f -', `${single}paused: true`)).toEqual(['Deployment changed'])
    await runs('chat')
    expect((await exported('-g team-m Deployment/chat'))[0]).toMatchObject({ paused: true, configuration: {} })
    expect(await actions('apply -f -', `${single}paused: false`)).toEqual(['Deployment changed'])
    expect((await exported('-g team-m Deployment/chat'))[0]).not.toHaveProperty('paused')
    expect(await actions('apply -f -', `${head}targetStatus: STOPPED`)).toEqual(['Deployment changed'])
    expect((await exported('-g team-m Deployment/chat'))[0]).toMatchObject({ targetStatus: 'STOPPED' })
  })

  it('read SAP’s own serving templates, and keep their text', async () => {
    const template = `# How we serve.
apiVersion: ai.sap.com/v1alpha1
kind: ServingTemplate
metadata:
  name: by-file
  labels: { scenarios.ai.sap.com/id: own-models, ai.sap.com/version: "1.0" }
  annotations: { scenarios.ai.sap.com/name: Own, executables.ai.sap.com/name: Own }
spec:
  template:
    apiVersion: serving.kserve.io/v1beta1
    spec: |
      predictor:
        containers:
          - name: kserve-container
            image: a/b:1
            ports: [{ containerPort: 8080, protocol: TCP }]
`
    expect(await actions('apply -f -', template)).toEqual(['ServingTemplate created'])
    expect(await actions('apply -f -', template)).toEqual(['ServingTemplate unchanged'])
    expect((await lectern('templates show by-file')).stdout).toContain('# How we serve.')
    expect(await lectern('diff -f -', (await lectern('export ServingTemplate')).stdout)).toMatchObject({ code: 0 })
    expect(await actions('apply -f -', template.replace('a/b:1', 'a/b:2'))).toEqual(['ServingTemplate changed'])
  })
})

describe('documents that are not right', () => {
  afterEach(() => rmSync(join(cwd, 'empty'), { recursive: true, force: true }))
  it.each([
    ['kind: Deploymnt', 'standard input:1: kind Deploymnt: must be one of ResourceGroup'],
    ['kind: deployment\nname: x', 'must be written Deployment'],
    ['name: x', 'standard input:1: kind is required: one of'],
    ['\n\nkind: Quota', 'standard input:3: scope is required of a Quota'],
    ['kind: Deployment\nname: x\nreplicas: 3', 'replicas is not known of a Deployment; there are: kind, name'],
    [
      'kind: Deployment\nname: x\nconfiguration: {modelName: y}',
      'configuration.modelName is not known; there are: name, executableId',
    ],
    [
      'kind: Deployment\nname: x\nconfiguration: {executableId: y, parameterBindings: {a: [1]}}',
      'parameterBindings.a must be a text',
    ],
    ['kind: Deployment\nname: x\ntargets: []', 'targets must be a list of at least one'],
    ['kind: Deployment\nname: x\ntargets: [{weight: 1}]', 'targets[0].configuration must be a map'],
    ['kind: Deployment\nname: x\nconfiguration: {executableId: y}\ntargets: [{}]', 'give one of the two'],
    ['kind: Deployment\nname: fresh', 'standard input:1: Deployment fresh: configuration is required, or targets'],
    ['kind: Quota\nscope: {team: a}', 'scope.team is not known; there are: resourceGroup'],
    ['kind: Quota\nscope: {deployment: nobody}\nconcurrent: 1', 'there is no deployment "nobody"'],
    ['kind: Connection\nname: c\ncredential: {apiKey: {fromEnv: NOT_SET}}', 'there is no environment variable NOT_SET'],
    ['kind: [', 'standard input:'],
    ['just text', 'must be a map with a kind'],
    ['', 'there is no document in it'],
  ])('%j: %s', async (text, words) => {
    const { code, stdout, stderr } = await lectern('apply -f -', text)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })

  it('are named when the server refuses one, and what came before it is said', async () => {
    const text = `kind: ResourcePlan\nname: ok\ncores: 1\nmemoryMb: 64\n---\nkind: Deployment\nname: x\nconfiguration: {executableId: nothing}`
    const { code, stdout, stderr } = await lectern('apply -f - -o name', text)
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'ResourcePlan/ok\n' })
    expect(stderr).toMatch(/^lectern: standard input:6: Deployment x: /)
  })

  it('need a file', async () => {
    expect(await lectern('apply')).toMatchObject({ code: 2, stderr: expect.stringContaining('-f is required') })
    expect(await lectern('diff -f nowhere.yaml')).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere.yaml') })
    mkdirSync(join(cwd, 'empty'))
    expect(await lectern('apply -f empty')).toMatchObject({ code: 2, stderr: expect.stringContaining('no document') })
    expect(await lectern('export Deployment/nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining('"nobody"') })
  })
})

describe('differences', () => {
  it.each([
    ['what is not said is none', { a: 1, b: 2 }, { a: 1 }, [], []],
    ['null is none', { a: 1 }, { b: null }, [], []],
    ['a number is its text', { v: '5' }, { v: 5 }, [], []],
    ['maps are compared by what is said', { m: { a: 1, b: 2 } }, { m: { a: 1 } }, [], []],
    ['maps that are whole by all', { m: { a: 1, b: 2 } }, { m: { a: 1 } }, ['m'], ['m.b']],
    ['lists by each of theirs', { l: [{ a: 1, b: 2 }] }, { l: [{ a: 1 }] }, [], []],
    ['lists of another length', { l: [1] }, { l: [1, 2] }, [], ['l']],
    ['what is to be taken away', { a: { b: 1 } }, { a: null }, [], ['a']],
  ])('%s', (_, now, wanted, whole, fields) => expect(differences(now, wanted, whole).map(({ field }) => field)).toEqual(fields))
})
