import { rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, quick, runs, type Scene, who } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene({ startingSeconds: 6 })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const many = <T>(count: number, make: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)))
const resting = (name: string, more: { script?: string } = {}): Promise<string> =>
  scene.deploy(name, { ...more, scaling: { predictor: quick } })

describe('several instances', () => {
  it('one killed under load fails no call but those in its hands, and is replaced', async () => {
    const id = await scene.deploy('killed', {
      parameters: { concurrency: '2' },
      scaling: { predictor: { minInstances: 3, maxInstances: 3 } },
    })
    await scene.untilSeen(id, runs(3))
    let sending = true
    const failed: unknown[] = []
    const servers = new Set<number>()
    const callers = many(12, async () => {
      while (sending) {
        const { status, body } = await scene.predict(id, { sleep: 0.03 })
        if (status === 200) servers.add(body.predictions[0])
        else failed.push(body)
      }
    })
    while (servers.size < 3) await scene.platform.clock.sleep(20)
    const [victim = 0] = servers
    process.kill(victim, 'SIGKILL')
    const seen = await scene.untilSeen(id, runs(2))
    expect(seen.status, 'the others serve').toBe('RUNNING')
    await scene.untilSeen(id, runs(3))
    while (servers.size < 4) await scene.platform.clock.sleep(20)
    sending = false
    await callers
    expect(failed.length, JSON.stringify(failed)).toBeLessThanOrEqual(2)
  }, 60_000)

  it('may become more and fewer at any time, without a restart and without a failed call', async () => {
    const id = await scene.deploy('resized')
    const [first] = (await scene.predict(id)).body.predictions
    let sending = true
    const failures: unknown[] = []
    const servers = new Set<number>()
    const callers = many(6, async () => {
      while (sending) {
        const { status, body } = await scene.predict(id, { sleep: 0.02 })
        if (status === 200) servers.add(body.predictions[0])
        else failures.push(body)
      }
    })
    await scene.patch(id, { scaling: { predictor: { minInstances: 3, maxInstances: 3 } } })
    await scene.untilSeen(id, runs(3))
    while (servers.size < 3) await scene.platform.clock.sleep(20)
    await scene.patch(id, { scaling: { predictor: null } })
    await scene.untilSeen(id, ({ scaling }) => scaling === undefined)
    await scene.platform.control.sweep()
    sending = false
    await callers
    expect(failures).toEqual([])
    expect(servers).toContain(first)
    expect(servers, 'one of them stays').toContain((await scene.predict(id)).body.predictions[0])
  }, 60_000)

  it('of a new configuration come up beside the old ones, as many, before they take calls', async () => {
    const id = await scene.deploy('updated', { scaling: { predictor: { minInstances: 2, maxInstances: 2 } } })
    await scene.untilSeen(id, runs(2))
    const configurationId = await scene.configure('updated', who.replace('[os.getppid()]', '["new"]'))
    const answers: unknown[] = []
    let sending = true
    const callers = many(4, async () => {
      while (sending) {
        const { status, body } = await scene.predict(id)
        answers.push(status === 200 ? body.predictions[0] : body)
      }
    })
    await scene.patch(id, { configurationId })
    await scene.untilSeen(
      id,
      ({ latestRunningConfigurationId, status }) => latestRunningConfigurationId === configurationId && status === 'RUNNING',
    )
    while (answers.at(-1) !== 'new') await scene.platform.clock.sleep(20)
    sending = false
    await callers
    expect(answers.filter((each) => typeof each !== 'number' && each !== 'new')).toEqual([])
  }, 60_000)
})

describe.concurrent('at zero', () => {
  it('a caller that hangs up while it is held leaves nothing behind', async () => {
    const id = await resting('left')
    await scene.untilAtZero(id)
    const gone = new AbortController()
    const call = scene.predict(id, {}, gone.signal)
    await scene.untilSeen(id, ({ scaling }) => scaling.predictor.instances === 1)
    gone.abort()
    await expect(call).rejects.toThrow()
    await scene.untilAtZero(id)
  }, 60_000)

  it('a deployment that is stopped while calls are held refuses them, and starts again when asked', async () => {
    const id = await resting('stopped', { script: `import time\ntime.sleep(1.5)\n${who}` })
    await scene.untilAtZero(id)
    const calls = many(3, () => scene.predict(id))
    await scene.untilSeen(id, ({ scaling }) => scaling.predictor.instances > 0)
    await scene.patch(id, { targetStatus: 'STOPPED' })
    for (const { status, body } of await calls) {
      expect(status).toBe(423)
      expect(JSON.stringify(body)).toContain('is stopped')
    }
    await scene.untilSeen(id, ({ status }) => status === 'STOPPED')
    await scene.patch(id, { targetStatus: 'RUNNING' })
    await scene.untilSeen(id, runs(1))
    expect((await scene.predict(id)).status).toBe(200)
  }, 60_000)

  it('a new configuration is brought up once, to see whether it works', async () => {
    const id = await resting('proved')
    await scene.untilAtZero(id)
    const configurationId = await scene.configure('proved', who.replace('[os.getppid()]', '["new"]'))
    await scene.patch(id, { configurationId })
    await scene.untilSeen(id, ({ latestRunningConfigurationId }) => latestRunningConfigurationId === configurationId)
    await scene.untilAtZero(id)
    expect((await scene.predict(id)).body.predictions).toEqual(['new'])
    const broken = await scene.configure('proved', 'class Model:\n    pass\nclass Predict(Model):\n    pass\n')
    await scene.patch(id, { configurationId: broken })
    const { statusMessage } = await scene.untilSeen(id, ({ status }) => status === 'DEAD')
    expect(statusMessage).toMatch(/no method predict/)
    expect((await scene.predict(id)).body.predictions, 'the one before serves').toEqual(['new'])
  }, 60_000)

  it('what cannot be started for a call fails it with a word on why, and is tried again once the window is over', async () => {
    const flag = `import os\nif os.path.exists(os.environ["FLAG"]):\n    raise RuntimeError("no licence today")\n${who}`
    const file = `${scene.platform.dataDir}/flag`
    const id = await scene.deploy('failing', {
      script: flag,
      parameters: { environmentVariables: JSON.stringify({ FLAG: file }) },
      scaling: { predictor: quick },
    })
    await scene.untilAtZero(id)
    writeFileSync(file, '')
    const answer = await scene.predict(id)
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain('no licence today')
    rmSync(file)
    await scene.untilAtZero(id)
    expect((await scene.predict(id)).status).toBe(200)
  }, 60_000)

  it('a call waits as long as the setting says, and is told when to come again', async () => {
    const id = await resting('slow', { script: `import time, os\ntime.sleep(float(os.environ.get("SLOW", "0")))\n${who}` })
    const slow = await scene.configure('slow', `import time\ntime.sleep(9)\n${who}`)
    await scene.patch(id, { configurationId: slow })
    await scene.untilSeen(id, ({ latestRunningConfigurationId }) => latestRunningConfigurationId === slow)
    await scene.untilAtZero(id)
    const { status, body, headers } = await scene.predict(id)
    expect(status).toBe(503)
    expect(JSON.stringify(body)).toMatch(/is still starting.*the call waited 6 s/)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }, 60_000)
})
