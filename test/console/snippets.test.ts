import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examplesOf } from '../../console/src/screens/deployment/examples.ts'
import type { CallFacts, Way } from '../../console/src/screens/deployment/snippets.ts'
import { chatWays } from '../../console/src/screens/deployment/snippets-chat.ts'
import { embeddingWays, predictWays } from '../../console/src/screens/deployment/snippets-model.ts'
import { hasJava, javaClients } from '../java.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { pythonWith, systemPython } from '../python-environment.ts'

const run = promisify(execFile)
const team = 'team-a'
const pythonPackages = ['openai==3.52.0', 'anthropic==2.11.0', 'requests==2.34.2']

describe('the calls that a deployment’s page shows', () => {
  let platform: Platform
  let upstream: OpenaiUpstream
  let demo: CallFacts
  let echo: Promise<CallFacts> | undefined
  const folder = mkdtempSync(join(tmpdir(), 'lectern-snippets-'))

  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    platform = await startPlatform({ settings: { demo: true, allowPrivate: true, python: systemPython } })
    const { body } = await platform.call('GET', '/v2/lm/deployments')
    const [made] = body.resources
    await platform.until(made.id, 'RUNNING')
    demo = factsOf(made.id, 'demo', 'default')
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
    await platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: team })
  }, 60_000)
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const factsOf = (id: string, name: string, group: string): CallFacts => ({
    ...{ id, name, group, server: platform.url, hello: 'What is "blue" & wide? – It’s the sea: $HOME' },
    notes: { needs: (library) => library, sapKey: '' },
  })

  async function deploy(group: string, configuration: Json): Promise<CallFacts> {
    const { name } = configuration
    const made = await platform.call('POST', '/v2/lm/deployments', { name, configuration }, { 'ai-resource-group': group })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await expect
      .poll(async () => {
        const { body } = await platform.call('GET', `/v2/lm/deployments/${made.body.id}`, undefined, {
          'ai-resource-group': group,
        })
        return body.status
      })
      .toBe('RUNNING')
    return factsOf(made.body.id, name, group)
  }

  /** As somebody does who copied it: into a file, with the key in the environment. Answers what it printed. */
  const languages = {
    async curl(code) {
      return await execute('bash', ['-c', code.replace('curl ', 'curl --fail-with-body -sS ')])
    },
    async typescript(code) {
      return await execute(process.execPath, [written('call.mts', code)])
    },
    async python(code) {
      return await execute(pythonWith(pythonPackages), [written('call.py', code)])
    },
    async java(code) {
      const path = /^import com\./m.test(code) ? javaClients() : ''
      // It runs for a moment: optimising it would take longer.
      return await execute('java', ['-XX:TieredStopAtLevel=1', ...(path ? ['-cp', path] : []), written('Call.java', code)])
    },
  } satisfies Record<string, (code: string) => Promise<string>>
  const written = (name: string, code: string): string => {
    const file = join(folder, name)
    writeFileSync(file, code)
    return file
  }
  const execute = async (program: string, argv: readonly string[]): Promise<string> => {
    const env = { ...process.env, LECTERN_API_KEY: platform.adminKey.trim(), AICORE_SERVICE_KEY: platform.serviceKey }
    return (await run(program, argv, { env, timeout: 120_000 })).stdout
  }

  async function printed(ways: readonly Way[], language: keyof typeof languages): Promise<Readonly<Record<string, string>>> {
    const all: Record<string, string> = {}
    for (const { id, tabs } of ways) {
      const code = tabs.find((each) => each.id === language)?.code ?? ''
      all[id] = await languages[language](code)
    }
    return all
  }

  const each = Object.keys(languages) as readonly (keyof typeof languages)[]
  const runnable = each.filter((language) => language !== 'java' || (hasJava && javaClients() !== null))
  it.skipIf(runnable.includes('java'))(
    'Java: no compiler on this machine, or no clients to be had: its snippets are not run',
    () => {},
  )

  it.each(runnable)('ask the demo model by %s in every way', { timeout: 300_000 }, async (language) => {
    const all = await printed(chatWays(demo), language)
    for (const [way, text] of Object.entries(all)) {
      expect(text.trim(), way).not.toBe('')
      expect(text, way).not.toMatch(/undefined|\[object|null$/)
    }
    expect(Object.keys(all)).toEqual(['openai', 'responses', 'azure', 'sap', 'anthropic'])
  })

  it.each(runnable)('name the resource group by %s where it is another one', { timeout: 300_000 }, async (language) => {
    upstream.reset()
    const facts = await remote(`chat-${language}`)
    const all = await printed(chatWays(facts), language)
    for (const [way, text] of Object.entries(all)) expect(text, way).toContain('Hello there!')
    expect(upstream.received.map(({ json }) => JSON.stringify(json)).filter((sent) => sent.includes('$HOME'))).toHaveLength(5)
  })

  it.each(runnable)('ask for embeddings by %s', { timeout: 300_000 }, async (language) => {
    const all = await printed(embeddingWays(await remote(`vectors-${language}`)), language)
    expect(Object.keys(all)).toEqual(['openai', 'sap'])
    for (const [way, text] of Object.entries(all)) expect(text, way).toMatch(/embedding|^\d+$/m)
  })

  it.each(runnable)('ask a model of one’s own by %s', { timeout: 300_000 }, async (language) => {
    echo ??= own()
    const facts = await echo
    // As the page learns what the model takes.
    const { body } = await platform.call('GET', `/v2/lm/deployments/${facts.id}/openapi`)
    const all = await printed(predictWays(facts, examplesOf(body.paths)), language)
    expect(Object.keys(all)).toEqual(['v1', 'oip'])
    for (const [way, text] of Object.entries(all)) expect(text, way).toMatch(/1\D+2\D+3/)
    // Words of JSON that Python spells in its own way.
    const v1 = { instances: [[4, 5, 6]], parameters: { raw: true, 'it’s “true”': null } }
    const [told] = predictWays(facts, { v1, oip: null, model: null })
    expect(Object.values(await printed(told ? [told] : [], language)).join()).toMatch(/4\D+5\D+6/)
  })

  async function remote(name: string): Promise<CallFacts> {
    const group = { 'ai-resource-group': team }
    const connection = { provider: 'openai-compatible', baseUrl: `${upstream.address}/v1`, credential: {} }
    await platform.call('POST', '/v2/admin/connections', { name: 'elsewhere', ...connection }, group)
    const parameterBindings = [
      { key: 'modelName', value: 'helper' },
      { key: 'connection', value: 'elsewhere' },
    ]
    return await deploy(team, { name, scenarioId: 'foundation-models', executableId: 'openai-compatible', parameterBindings })
  }

  /** A model of one's own that gives back what it is given, and says what that is. */
  async function own(): Promise<CallFacts> {
    const tensor = { name: 'x', type: 'float32', shape: [null, 3] }
    const made = await platform.call('POST', '/v2/lm/registry/models', {
      ...{ name: 'echo', framework: 'PYTHON', files: [{ path: 'model.txt', text: 'x' }], inputExample: [1, 2, 3] },
      modelSchema: { input_schema: { tensor_schema: tensor } },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const text = 'class Predict:\n    def predict(self, inputs):\n        return inputs\n'
    const files = [{ path: 'predict.py', role: 'predictor', text }]
    await platform.call('POST', '/v2/lm/registry/models/echo/versions/1/artifacts', { files })
    const parameterBindings = [
      { key: 'model', value: 'echo' },
      { key: 'artifactVersion', value: '1' },
    ]
    return await deploy('default', { name: 'echo', scenarioId: 'model-serving', executableId: 'python', parameterBindings })
  }
})
