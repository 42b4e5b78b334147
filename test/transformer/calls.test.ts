import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, startScene, sums, words } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

const at = (id: string, path: string): string => `/v2/inference/deployments/${id}${path}`

describe('a transformer', () => {
  it('changes what the predictor gets, and what the caller does', async () => {
    const { platform, predict } = scene
    const id = await scene.deploy('texts', {
      script: await scene.script('predict.py', sums),
      transformerScript: await scene.script('transform.py', words),
    })
    await platform.until(id, 'RUNNING')
    expect(await predict(id, 'texts', { instances: ['1+2', '3.5'], parameters: { add: 1 } })).toMatchObject({
      status: 200,
      body: { predictions: ['4.0 in true', '4.5 in true'] },
    })
    expect(await predict(id, 'texts', { inputs: ['1+2'] })).toMatchObject({ body: { predictions: ['3.0 in true'] } })
    expect(await predict(id, 'texts', { instances: ['broken'] })).toMatchObject({
      status: 500,
      body: { error: "KeyError : 'no rows in there'" },
    })
    expect(await predict(id, 'texts', { instances: ['fail'] })).toMatchObject({
      status: 500,
      body: { error: 'ValueError : no such row' },
    })
    expect(await predict(id, 'texts', { instances: ['666'] })).toMatchObject({
      status: 500,
      body: { error: 'RuntimeError : not that one' },
    })
    expect(await predict(id, 'texts', { nothing: 1 })).toMatchObject({ status: 400 })
    // What is no call of the model is the predictor's alone.
    expect((await platform.call('GET', at(id, '/v2/models/texts'))).body).toMatchObject({ name: 'texts', platform: 'python' })
    expect((await platform.call('POST', at(id, '/v2/models/texts/generate'), { text_input: 'x' })).status).toBe(400)
    expect((await platform.call('POST', at(id, '/v1/models/texts%3Apredict'), { instances: ['1+1'] })).body).toEqual({
      predictions: ['2.0 in true'],
    })
  })

  it('takes tensors, as JSON and raw', async () => {
    const { platform } = scene
    const id = await scene.deploy('tensors', {
      script: await scene.script('predict.py', 'class Predict:\n    def predict(self, inputs):\n        return inputs\n'),
      transformerScript: await scene.script('transform.py', halves),
    })
    await platform.until(id, 'RUNNING')
    const tensor = { name: 'x', datatype: 'FP64', shape: [2] }
    const json = await platform.call('POST', at(id, '/v2/models/tensors/infer'), {
      id: 'mine',
      inputs: [{ ...tensor, data: [1.5, 2] }],
      parameters: { big: 1 },
    })
    expect(json).toMatchObject({
      status: 200,
      body: { id: 'mine', model_name: 'tensors', outputs: [{ name: 'output-0', shape: [2], data: [16, 21] }] },
    })
    const raw = Buffer.from(new Float64Array([1.5, 2]).buffer)
    const head = Buffer.from(
      JSON.stringify({
        inputs: [{ ...tensor, parameters: { binary_data_size: 16 } }],
        parameters: { binary_data_output: true },
      }),
    )
    const answer = await fetch(`${platform.url}${at(id, '/v2/models/tensors/infer')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.adminKey}`, 'inference-header-content-length': String(head.length) },
      body: new Blob([head, raw]),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const length = Number(answer.headers.get('inference-header-content-length'))
    expect(JSON.parse(bytes.toString('utf8', 0, length)).outputs[0]).toMatchObject({ datatype: 'FP64', shape: [2] })
    expect([...new Float64Array(new Uint8Array(bytes.subarray(length)).buffer)]).toEqual([16, 21])
    const bad = await platform.call('POST', at(id, '/v2/models/tensors/infer'), { inputs: [{ ...tensor, data: [1] }] })
    expect(bad).toMatchObject({ status: 400 })
    expect(bad.body.error).toMatch(/^input "x"/)
  })

  it('may be asynchronous: calls of a slow one do not wait for each other', async () => {
    const { platform } = scene
    const id = await scene.deploy('meeting', {
      script: await scene.script('predict.py', sums),
      transformerScript: await scene.script('transform.py', meeting),
    })
    await platform.until(id, 'RUNNING')
    // Each waits until three are there: one after the other they would wait for ever.
    const calls = [1, 2, 3].map((each) => scene.predict(id, 'meeting', { instances: [[each]] }))
    expect((await Promise.all(calls)).map(({ body }) => body.predictions)).toEqual([[1], [2], [3]])
  })

  it('may be in JavaScript, before a Python predictor', async () => {
    const { platform } = scene
    const id = await scene.deploy('mixed', {
      script: await scene.script('predict.py', sums),
      transformerScript: await scene.script('transform.mjs', javascript),
    })
    await platform.until(id, 'RUNNING')
    expect((await scene.predict(id, 'mixed', { instances: ['1 2', '3'] })).body).toEqual({ predictions: ['is 3', 'is 3'] })
    expect(await scene.predict(id, 'mixed', { instances: [7] })).toMatchObject({
      status: 500,
      body: { error: 'TypeError : text.split is not a function' },
    })
  })

  it('lets an answer stream where it has no postprocess, and gets it whole where it has', async () => {
    const { platform } = scene
    const script = await scene.script(
      'predict.py',
      'class Predict:\n    def predict(self, inputs):\n        for each in inputs:\n            yield each\n',
    )
    const only = 'class Transformer:\n    def preprocess(self, inputs):\n        return [each + 1 for each in inputs]\n'
    const after = 'class Transformer:\n    def postprocess(self, outputs):\n        return [each * 10 for each in outputs]\n'
    const streams = await scene.deploy('streams', { script, transformerScript: await scene.script('t.py', only) })
    const whole = await scene.deploy('whole', { script, transformerScript: await scene.script('t.py', after) })
    await platform.until(streams, 'RUNNING')
    await platform.until(whole, 'RUNNING')
    const streamed = await fetch(`${platform.url}${at(streams, '/v1/models/streams:predict')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.adminKey}`, accept: 'text/event-stream' },
      body: '{"instances":[1,2]}',
    })
    expect(streamed.headers.get('content-type')).toBe('text/event-stream')
    expect(await streamed.text()).toBe('data: 2\n\ndata: 3\n\n')
    expect((await scene.predict(whole, 'whole', { instances: [1, 2] }, { accept: 'text/event-stream' })).body).toEqual({
      predictions: [10, 20],
    })
  })

  it('has logs of its own, and its calls are one in the ledger', async () => {
    const { platform } = scene
    const id = await scene.deploy('logged', {
      script: await scene.script('predict.py', sums),
      transformerScript: await scene.script('transform.py', words),
    })
    await platform.until(id, 'RUNNING')
    await scene.predict(id, 'logged', { instances: ['1+1'] })
    const said = async (component: string): Promise<string> => {
      const { body } = await platform.call('GET', `/v2/lm/deployments/${id}/logs?start=2020-01-01T00:00:00Z${component}`)
      return body.data.result.map(({ msg }: { msg: string }) => msg).join('\n')
    }
    expect(await said('&component=transformer')).toMatch(/preprocess called\npostprocess called/)
    expect(await said('&component=transformer')).not.toMatch(/predictor called/)
    expect(await said('&component=predictor')).toMatch(/predictor called/)
    expect(await said('&component=predictor')).not.toMatch(/process called/)
    expect(await said('')).toMatch(/process called[\s\S]*predictor called|predictor called[\s\S]*process called/)
    const spans = async () => (await platform.call('GET', `/v2/analytics/ledger?deployment=${id}`)).body.resources
    let entries = await spans()
    for (let attempt = 0; attempt < 200 && !(entries?.[0]?.state === 'settled'); attempt += 1) {
      await platform.clock.sleep(50)
      entries = await spans()
    }
    expect(entries).toMatchObject([{ state: 'settled', status: 200, deployment: id, requests: 1 }])
  })
})

const javascript = `
export default class Transformer {
  preprocess(inputs) { return inputs.map((text) => text.split(' ').map(Number)) }
  postprocess(outputs) { return outputs.map((each) => 'is ' + each) }
}
`
const halves = `
class Transformer:
    def preprocess(self, inputs):
        return [each * 10 for each in inputs]
    def postprocess(self, outputs):
        return [each + 1 for each in outputs]
`
const meeting = `
import asyncio
class Transformer:
    def __init__(self):
        self.waiting = 0
        self.all = asyncio.Event()
    async def preprocess(self, inputs):
        self.waiting += 1
        if self.waiting == 3:
            self.all.set()
        await self.all.wait()
        return inputs
`
