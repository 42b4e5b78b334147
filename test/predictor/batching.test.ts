import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layeredModel } from '../onnx/build-model.ts'
import { type Host, startHost } from './host.ts'

const script = `
import threading
class Predict:
    def __init__(self):
        self.sizes, self.seen = [], []
    def predict(self, inputs, parameters):
        if parameters.get("ask") == "sizes": return self.sizes[:]
        if parameters.get("ask") == "seen": return self.seen[:]
        if parameters.get("hold"):
            import os, time
            while not os.path.exists(parameters["hold"]): time.sleep(0.005)
            return inputs
        self.sizes.append(len(inputs))
        self.seen.append(list(inputs))
        if parameters.get("count"): return {"predictions": len(inputs)}
        if any(each == "bad" for each in inputs): raise ValueError("a bad row")
        if any(each == "missing" for each in inputs):
            error = LookupError("no such row")
            error.status_code = 404
            raise error
        return [[each] for each in inputs]
`
const folder = mkdtempSync(join(tmpdir(), 'lectern-batching-'))
let host: Host
let holds = 0

beforeAll(async () => {
  host = startHost({ script, args: ['--batcher', JSON.stringify({ maxBatchSize: 8, maxLatency: 3_600_000, timeout: 30 })] })
  await host.ready()
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const predict = (instances: readonly unknown[], more: object = {}) =>
  host.call('POST', '/v1/models/model:predict', { instances, ...more })
const ask = async (what: string): Promise<unknown[]> => (await predict(['x'], { ask: what })).body.predictions

/** Keeps the model busy with a call of its own while `calls` come, so that they find each other. */
async function together<T>(calls: () => readonly Promise<T>[]): Promise<T[]> {
  holds += 1
  const gate = join(folder, `go-${holds}`)
  const held = predict(['held'], { hold: gate })
  await new Promise((later) => setTimeout(later, 50))
  const running = calls()
  await new Promise((later) => setTimeout(later, 150))
  writeFileSync(gate, '')
  await held
  return Promise.all(running)
}

const settings = (method: string, body?: unknown): Promise<{ status: number; body: unknown }> =>
  new Promise((resolve, reject) => {
    const socket = host.process.spawnargs[host.process.spawnargs.indexOf('--socket') + 1] ?? ''
    const asked = request({ socketPath: `${socket}.ctl`, path: '/batcher', method }, async (response) => {
      const chunks = await response.toArray()
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) })
    })
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })

describe("batching of a Python script, against what KServe's batcher does", () => {
  it('makes one call of many, never above the batch size, and gives each caller its own rows', async () => {
    const before = (await ask('sizes')).length
    const answers = await together(() => Array.from({ length: 20 }, (_, each) => predict([each, each + 0.5])))
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      Array.from({ length: 20 }, (_, each) => [200, { predictions: [[each], [each + 0.5]] }]),
    )
    const sizes = (await ask('sizes')).slice(before)
    expect(sizes.reduce((sum: number, each) => sum + Number(each), 0)).toBe(40)
    expect(Math.max(...sizes.map(Number))).toBe(8)
  })

  it('lets a lonely call go at once: maxLatency is no tax, were it an hour', async () => {
    expect((await predict([1])).body).toEqual({ predictions: [[1]] })
  })

  it('answers with the status of each: one bad row fails nobody else', async () => {
    const answers = await together(() => [predict([1]), predict(['bad']), predict([2]), predict(['missing']), predict([3])])
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, { predictions: [[1]] }],
      [500, { error: 'ValueError : a bad row' }],
      [200, { predictions: [[2]] }],
      [404, { error: 'LookupError : no such row' }],
      [200, { predictions: [[3]] }],
    ])
  })

  it('keeps other keys, and never mixes calls that differ in them', async () => {
    const before = (await ask('seen')).length
    await together(() => [predict([1], { k: 1 }), predict([2], { k: 2 }), predict([3], { k: 1 })])
    expect((await ask('seen')).slice(before)).toEqual([[1, 3], [2]])
  })

  it('asks again call by call where the answer has other rows than went in', async () => {
    const answers = await together(() => [predict([1], { count: true }), predict([2, 3], { count: true })])
    expect(answers.map(({ body }) => body)).toEqual([{ predictions: 1 }, { predictions: 2 }])
  })

  it('cuts a call that is larger than a batch', async () => {
    const before = (await ask('sizes')).length
    const rows = Array.from({ length: 20 }, (_, each) => each)
    expect((await predict(rows)).body).toEqual({ predictions: rows.map((each) => [each]) })
    expect((await ask('sizes')).slice(before)).toEqual([8, 8, 4])
  })

  it('keeps numbers of any size', async () => {
    const bodies = ['{"instances":[12345678901234567890]}', '{"instances":[1.10]}']
    const answers = await together(() => bodies.map((body) => host.call('POST', '/v1/models/model:predict', body)))
    expect(answers.map(({ text }) => text)).toEqual(['{"predictions":[[12345678901234567890]]}', '{"predictions":[[1.1]]}'])
  })

  it('takes calls by the Open Inference Protocol, too', async () => {
    const infer = (...data: number[]) =>
      host.call('POST', '/v2/models/model/infer', { inputs: [{ name: 'x', datatype: 'INT64', shape: [data.length], data }] })
    const before = (await ask('sizes')).length
    const answers = await together(() => [infer(1), infer(2, 3), infer(4)])
    expect(answers.map(({ body }) => body.outputs)).toMatchObject([
      [{ shape: [1, 1], data: [1] }],
      [{ shape: [2, 1], data: [2, 3] }],
      [{ shape: [1, 1], data: [4] }],
    ])
    expect((await ask('sizes')).slice(before)).toEqual([4])
  })

  it('refuses with 503 and Retry-After what the queue does not hold', async () => {
    await settings('PUT', { maxBatchSize: 8, maxQueue: 2 })
    const answers = await together(() => [predict([1]), predict([2]), predict([3])])
    await settings('PUT', { maxBatchSize: 8 })
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 503])
    expect(answers[2]).toMatchObject({
      headers: { 'retry-after': '1' },
      body: { error: '2 calls wait for the model already; try again' },
    })
  })

  it("can be set while it runs, and tells the batch where KServe's shape is asked for", async () => {
    expect(await settings('PUT', { maxBatchSize: 4, answers: 'kserve' })).toEqual({
      status: 200,
      body: { enabled: true, maxBatchSize: 4, maxLatency: 5000, timeout: 60, answers: 'kserve' },
    })
    const answers = await together(() => [predict([1]), predict([2])])
    expect(answers[0]?.body).toEqual({ message: '', batchId: expect.stringMatching(/^[0-9a-f-]{36}$/), predictions: [[1]] })
    expect(answers[1]?.body.batchId).toBe(answers[0]?.body.batchId)
    expect(await settings('PUT', { maxBatchSize: 0 })).toEqual({
      status: 400,
      body: { error: 'batcher.maxBatchSize: must be a whole number from 1 to 100000' },
    })
    expect(await settings('PUT', { size: 1 })).toMatchObject({ status: 400 })
    expect((await settings('PUT', { enabled: false })).body).toEqual({ enabled: false })
    const before = (await ask('sizes')).length
    await together(() => [predict([1]), predict([2])])
    expect((await ask('sizes')).slice(before)).toEqual([1, 1])
    await settings('PUT', { maxBatchSize: 8 })
  })

  it('is no door for callers', async () => {
    expect((await host.call('GET', '/batcher')).status).toBe(404)
  })

  it('counts batches in the statistics', async () => {
    await together(() => Array.from({ length: 5 }, (_, each) => predict([each, each])))
    const [stats] = (await host.call('GET', '/v2/models/model/stats')).body.model_stats
    expect(stats.execution_count).toBeLessThan(stats.inference_stats.success.count)
    expect(stats.batch_stats).toContainEqual(expect.objectContaining({ batch_size: 8 }))
  })
})

describe('batching of an ONNX model', () => {
  it('gives each caller what it would have got alone', async () => {
    const files = join(folder, 'model')
    mkdirSync(files)
    writeFileSync(join(files, 'model.onnx'), layeredModel([4, 16, 3]))
    await using other = startHost({
      script: '',
      args: ['--onnx', '1', '--batcher', '{"maxBatchSize":64}'],
      env: { MODEL_FILES_PATH: files },
    })
    await other.ready()
    const rows = Array.from({ length: 60 }, (_, each) => [each, each / 2, -each, 1])
    const call = (row: readonly number[]) => other.call('POST', '/v1/models/model:predict', { instances: [row] })
    const batched = await Promise.all(rows.map(call))
    const [stats] = (await other.call('GET', '/v2/models/model/stats')).body.model_stats
    expect(stats.execution_count).toBeLessThan(60)
    for (const [index, row] of rows.entries()) {
      const alone = (await call(row)).body.predictions[0]
      const own: readonly number[] = batched[index]?.body.predictions[0] ?? []
      for (const [at, value] of own.entries()) expect(value).toBeCloseTo(alone[at], 4)
    }
  })
})
