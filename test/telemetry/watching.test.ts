import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect } from '../../src/client/connect.ts'
import type { FollowedLine, LogQuery } from '../../src/client/observing.ts'
import { startHub } from '../hub.ts'
import { type Platform, startPlatform } from '../platform.ts'

/** How a deployment is watched, from outside: through the gateway, with the client, on a real instance. */

const script = `
console.log('made')
export default class Predict {
  predict(inputs) {
    if (inputs[0] === 'exit') {
      console.error('Leaving now')
      setTimeout(() => process.exit(3), 50)
    }
    for (const each of inputs) console.log('called with ' + each)
    return inputs
  }
}
`

const folder = mkdtempSync(join(tmpdir(), 'lectern-watch-'))
let platform: Platform
let hub: Awaited<ReturnType<typeof startHub>>
let client: ReturnType<typeof connect>
let id: string
beforeAll(async () => {
  hub = await startHub()
  platform = await startPlatform({ settings: { hfEndpoint: hub.endpoint, allowPrivate: true } })
  client = connect({ url: platform.url, apiKey: platform.adminKey })
  writeFileSync(join(folder, 'echo.mjs'), script)
  const source = pathToFileURL(join(folder, 'echo.mjs')).href
  const { id: importId } = await client.models.startImport({ source })
  await until(async () => expect((await client.models.getImport(importId)).state).toBe('done'))
  id = await deploy('echo', 'node', [{ key: 'script', value: source }])
  await platform.until(id, 'RUNNING')
}, 120_000)
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await hub[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const until = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 25_000, interval: 50 })
const deploy = async (name: string, executableId: string, parameterBindings: object[], artifacts: object[] = []) => {
  const scenarioId = executableId === 'node' ? 'model-serving' : 'foundation-models'
  const configuration = { name, scenarioId, executableId, parameterBindings, inputArtifactBindings: artifacts }
  const made = await platform.call('POST', '/v2/lm/deployments', { configuration })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  return made.body.id as string
}
const predict = (...instances: string[]) =>
  platform.call('POST', `/v2/inference/deployments/${id}/v1/models/echo:predict`, { instances })
const words = (lines: readonly { readonly msg: string }[]) =>
  lines.flatMap(({ msg }) => (msg.startsWith('called with ') ? [msg.slice('called with '.length)] : []))

describe('logs', () => {
  const open: AbortController[] = []
  const follow = (query: LogQuery = {}, after?: string) => {
    const stop = new AbortController()
    open.push(stop)
    const lines: FollowedLine[] = []
    const ended = (async () => {
      for await (const line of client.deployments.followLogs(id, query, { after, signal: stop.signal })) lines.push(line)
    })().catch(() => {}) // broken off by us
    return { lines, ended, stop: () => stop.abort() }
  }
  afterAll(() => {
    for (const each of open) each.abort()
  })

  it('are followed through the gateway by several at a time, and gone on with after a break', async () => {
    const [one, other] = [follow(), follow({ grep: 'CALLED WITH B' })]
    await until(() => expect(one.lines.some(({ msg }) => msg === 'made')).toBe(true))
    expect((await predict('a', 'b')).status).toBe(200)
    await until(() => expect([words(one.lines), words(other.lines)]).toEqual([['a', 'b'], ['b']]))
    one.stop()
    await one.ended
    await predict('c')
    const again = follow({}, one.lines.at(-1)?.id)
    await until(() => expect(words(again.lines)).toEqual(['c']))
    await until(() => expect(other.lines.length).toBe(1))
    expect(again.lines[0]?.pod).toMatch(new RegExp(`^${id}-`))
  })

  it('come as text, too, and only with what is asked for', async () => {
    const text = await platform.call('GET', `/v2/lm/deployments/${id}/logs?grep=called&since=1h`, undefined, {
      accept: 'text/plain',
    })
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(text.body).toMatch(new RegExp(`^\\S+Z ${id}-\\w+ called with a\n`))
    const instance = (await client.deployments.instances(id)).resources[0]?.id
    expect(words((await client.deployments.logs(id, { instance, top: 100_000 })).data.result)).toEqual(['a', 'b', 'c'])
    const none = await platform.call('GET', `/v2/lm/deployments/${id}/logs?instance=${id}-00000000`)
    expect([none.status, none.body.error.message]).toEqual([404, expect.stringContaining('has no log')])
  })

  it('tell of the run before once there is another', async () => {
    const [before] = (await client.deployments.instances(id)).resources
    await predict('exit').catch(() => {})
    await until(async () => {
      const now = (await client.deployments.instances(id)).resources.filter(({ phase }) => phase === 'running')
      expect(now.map((each) => each.id)).not.toContain(before?.id)
      expect(now).toHaveLength(1)
    })
    const { result } = (await client.deployments.logs(id, { previous: true })).data
    expect(new Set(result.map(({ pod }) => pod))).toEqual(new Set([before?.id]))
    expect(result.map(({ msg }) => msg)).toContain('Leaving now')
  })
})

describe('what is known of instances and calls', () => {
  it('is where instances have been, with what they take now', async () => {
    await until(async () => {
      const now = (await client.deployments.instances(id)).resources.find(({ phase }) => phase === 'running')
      expect(now).toMatchObject({ component: 'predictor', restarts: 1, memoryBytes: expect.any(Number) })
    })
    const { resources } = await client.deployments.timeline(id)
    const phases = resources.flatMap(({ instanceId, phase }) => (instanceId ? [phase] : []))
    expect(phases).toEqual(['loading', 'running', 'failed', 'loading', 'running'])
    expect(resources.at(-1)?.to).toBeNull()
  })

  it('is what calls came to, and how many instances ran', async () => {
    await predict('d')
    await until(async () => {
      const { series } = await client.deployments.metrics(id, { metrics: 'requests,latencyP50,instances,errors5xx' })
      const last = Object.fromEntries(series.map(({ name, values }) => [name, values.findLast((value) => value !== null)]))
      expect(last).toMatchObject({ requests: expect.any(Number), latencyP50: expect.any(Number), instances: expect.any(Number) })
    })
  })
})

describe('progress', () => {
  it('is told while the model file of a deployment comes', async () => {
    const content = Buffer.alloc(4 * 1024 * 1024, 'GGUF')
    hub.files.set('org/repo/main/model.gguf', { content, hold: true })
    const url = 'hf://org/repo/model.gguf'
    const started = await client.models.startImport({ source: url })
    const scenarioId = 'foundation-models'
    const artifact = await platform.call('POST', '/v2/lm/artifacts', { name: 'm', kind: 'model', url, scenarioId })
    const binding = { key: 'model', artifactId: artifact.body.id }
    const waiting = await deploy('waits', 'llama-cpp', [{ key: 'modelName', value: 'm' }], [binding])
    await until(async () => {
      const { body } = await platform.call('GET', `/v2/lm/deployments/${waiting}`)
      expect(body, body.statusMessage).toMatchObject({
        status: 'PENDING',
        progress: { phase: 'downloading', done: expect.any(Number), total: content.length, unit: 'bytes' },
      })
    })
    const { body } = await platform.call('GET', '/v2/lm/deployments')
    expect(body.resources.find((each: { id: string }) => each.id === waiting).progress.phase).toBe('downloading')
    expect(body.resources.find((each: { id: string }) => each.id === id).progress).toBeUndefined()
    await until(async () =>
      expect((await client.deployments.timeline(waiting)).resources).toMatchObject([
        { instanceId: null, phase: 'pulling', to: null },
      ]),
    )
    await client.models.cancelImport(started.id)
    hub.release()
    await until(async () => {
      const after = await platform.call('GET', `/v2/lm/deployments/${waiting}`)
      expect([after.body.status, after.body.progress]).toEqual(['DEAD', undefined])
    })
  })
})
