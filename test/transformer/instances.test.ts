import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../platform.ts'
import { type Scene, startScene, sums, words } from './scene.ts'

let scene: Scene
let script = ''
beforeAll(async () => {
  scene = await startScene()
  script = await scene.script('predict.py', sums)
})
afterAll(() => scene[Symbol.asyncDispose]())

const transform = (after: string, more = ''): string => `
class Transformer:
${more}
    def preprocess(self, inputs):
        return [[each] for each in inputs]
    def postprocess(self, outputs):
        return ${after}
`

/** Calls one after the other, several at a time, until told to stop. */
function load(call: () => Promise<Answer>, atOnce = 4) {
  const answers: Answer[] = []
  let over = false
  const done = Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!over) answers.push(await call())
    }),
  )
  return {
    answers,
    async atLeast(count: number) {
      while (answers.length < count) await scene.platform.clock.sleep(10)
    },
    async end() {
      over = true
      await done
      return answers
    },
  }
}

describe('instances of a transformer', () => {
  it('that are killed under load fail no call but those in their hands', async () => {
    const { platform } = scene
    const suicide = transform('outputs', '    def __init__(self):\n        import os\n        print("pid", os.getpid())')
    const id = await scene.deploy('killed', {
      script,
      transformerScript: await scene.script('t.py', suicide),
      transformerConcurrency: '2',
    })
    await platform.until(id, 'RUNNING')
    const calls = load(() => scene.predict(id, 'killed', { instances: [7] }))
    await calls.atLeast(20)
    const { body } = await platform.call('GET', `/v2/lm/deployments/${id}/logs?component=transformer`)
    const said = body.data.result.find(({ msg }: { msg: string }) => msg.startsWith('pid '))
    process.kill(Number(said.msg.slice(4)), 'SIGKILL')
    await calls.atLeast(calls.answers.length + 20)
    const answers = await calls.end()
    const failed = answers.filter(({ status }) => status !== 200)
    // One that it worked on, and one that lay before it.
    expect(failed.length).toBeLessThanOrEqual(2)
    for (const { body } of failed) expect(JSON.stringify(body)).toMatch(/ended \(signal SIGKILL\) while it worked on this call/)
    expect(answers.at(-1)).toMatchObject({ status: 200, body: { predictions: [7] } })
  })

  it('change with the configuration, without a failed call', async () => {
    const { platform } = scene
    const id = await scene.deploy('changed', { script, transformerScript: await scene.script('t.py', transform('["old"]')) })
    await platform.until(id, 'RUNNING')
    const calls = load(() => scene.predict(id, 'changed', { instances: [7] }))
    await calls.atLeast(10)
    const next = await scene.configure('next', { script, transformerScript: await scene.script('t.py', transform('["new"]')) })
    expect((await platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: next })).status).toBe(202)
    while (calls.answers.at(-1)?.body?.predictions?.[0] !== 'new') await platform.clock.sleep(20)
    const without = await scene.configure('without', { script })
    expect((await platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: without })).status).toBe(202)
    // The predictor itself adds up rows: a bare 7 is none.
    while (calls.answers.at(-1)?.status === 200) await platform.clock.sleep(20)
    const answers = await calls.end()
    const words = answers.map(({ status, body }) => (status === 200 ? body.predictions[0] : status))
    expect([...new Set(words)]).toEqual(['old', 'new', 500])
  })

  it('that do not start leave the deployment as it was, and say why', async () => {
    const { platform } = scene
    const id = await scene.deploy('broken', { script })
    await platform.until(id, 'RUNNING')
    const next = await scene.configure('next', {
      script,
      transformerScript: await scene.script('t.py', 'Transformer = object()\n'),
    })
    await platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: next })
    const { statusMessage } = await platform.until(id, 'DEAD')
    expect(statusMessage).toMatch(/^transformer: the model server did not start: .*has no class Transformer/)
    expect((await scene.predict(id, 'broken', { instances: [[1, 2]] })).body).toEqual({ predictions: [3] })

    const never = await scene.deploy('never', {
      script,
      transformerScript: await scene.script('t.py', 'Transformer = object()\n'),
    })
    await platform.until(never, 'DEAD')
    expect(await scene.predict(never, 'never', { instances: [[1, 2]] })).toMatchObject({ status: 503 })
  })

  it('come of the artifact version where it has one', async () => {
    const { platform } = scene
    const model = { name: 'sums', framework: 'PYTHON', files: [{ path: 'note.txt', text: 'hello' }] }
    expect((await platform.call('POST', '/v2/lm/registry/models', model)).status).toBe(201)
    const files = [
      { path: 'predict.py', role: 'predictor', text: sums },
      { path: 'transform.py', role: 'transformer', text: words },
    ]
    const made = await platform.call('POST', '/v2/lm/registry/models/sums/versions/1/artifacts', { files })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const id = await scene.deploy('registered', { model: 'sums', artifactVersion: '1' })
    await platform.until(id, 'RUNNING')
    expect((await scene.predict(id, 'sums', { instances: ['1+2'] })).body).toEqual({ predictions: ['3.0 in true'] })
  })

  it('may be none while nobody calls: the next call starts one, and is held', async () => {
    const { platform } = scene
    const id = await scene.deploy(
      'resting',
      { script, transformerScript: await scene.script('t.py', transform('["here"]')) },
      { scaling: { transformer: { minInstances: 0, maxInstances: 2, stableWindowSeconds: 6 } } },
    )
    await platform.until(id, 'RUNNING')
    const message = async () => (await platform.call('GET', `/v2/lm/deployments/${id}`)).body.statusMessage
    for (let second = 0; !/transformer: scaled to zero/.test(String(await message())); second += 1) {
      if (second > 120) throw new Error(`still ${await message()}`)
      await platform.clock.sleep(250)
    }
    const answers = await Promise.all(Array.from({ length: 5 }, () => scene.predict(id, 'resting', { instances: [7] })))
    expect(answers.map(({ status, body }) => [status, body.predictions])).toEqual(Array(5).fill([200, ['here']]))
  }, 60_000)

  it('rest together with the predictor, and come together', async () => {
    const { platform } = scene
    const none = { minInstances: 0, maxInstances: 1, stableWindowSeconds: 6 }
    const id = await scene.deploy(
      'asleep',
      { script, transformerScript: await scene.script('t.py', transform('["awake"]')) },
      { scaling: { predictor: none, transformer: none } },
    )
    await platform.until(id, 'RUNNING')
    const message = async () => (await platform.call('GET', `/v2/lm/deployments/${id}`)).body.statusMessage
    for (let look = 0; !/^scaled to zero.*transformer: scaled to zero/.test(String(await message())); look += 1) {
      if (look > 160) throw new Error(`still ${await message()}`)
      await platform.clock.sleep(250)
    }
    const answers = await Promise.all(Array.from({ length: 3 }, () => scene.predict(id, 'asleep', { instances: [7] })))
    expect(answers.map(({ status, body }) => [status, body.predictions])).toEqual(Array(3).fill([200, ['awake']]))
  }, 90_000)

  it('belong to the deployment: targets may not differ in them', async () => {
    const { platform } = scene
    const transformerScript = await scene.script('t.py', transform('["same"]'))
    const main = await scene.configure('main', { script, transformerScript })
    const same = await scene.configure('same', { script, transformerScript, threads: '2' })
    const other = await scene.configure('other', { script })
    const deploy = (targets: readonly string[]) =>
      platform.call('POST', '/v2/lm/deployments', {
        configurationId: main,
        targets: targets.map((configurationId) => ({ configurationId })),
      })
    expect(await deploy([main, other])).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/^targets\[1\]: configuration .* has no transformer, .* has one/) } },
    })
    const made = await deploy([main, same])
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await platform.until(made.body.id, 'RUNNING')
    const { body } = await platform.call('GET', `/v2/lm/deployments/${made.body.id}`)
    expect((await scene.predict(made.body.id, body.name, { instances: [7] })).body).toEqual({ predictions: ['same'] })
  })
})
