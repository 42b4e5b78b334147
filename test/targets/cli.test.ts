import { afterAll, beforeAll, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { openTargets, type TargetsScene } from './scene.ts'

let scene: TargetsScene

beforeAll(async () => {
  scene = await openTargets()
})
afterAll(() => scene[Symbol.asyncDispose]())

const lectern = (line: string) => {
  const env = { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey }
  return runLine(line.split(' '), { env, sleep: (ms) => scene.platform.clock.sleep(ms) })
}
const seen = async () => JSON.parse((await lectern('deployments get chat -o json')).stdout)

it('creates, shows and updates a deployment of several targets', async () => {
  const { one, two, claude } = scene.ids
  const created = await lectern(`deployments create chat --target ${one}=3 --target ${claude} --on-hangup drain --wait`)
  expect(created).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${one} weight 3 RUNNING, ${claude} weight 1 RUNNING`),
  })
  expect(await seen()).toMatchObject({ configurationId: one, targetStrategy: 'weighted', onHangup: 'drain' })
  expect((await lectern('deployments ls')).stdout).toContain('model-one:latest +1')

  expect(await lectern(`deployments update chat --target ${one} --target ${two} --strategy ordered`)).toMatchObject({ code: 0 })
  expect(await seen()).toMatchObject({ targetStrategy: 'ordered', targets: [{ configurationId: one }, { configurationId: two }] })
  expect((await scene.ask('chat')).status).toBe(200)

  expect(await lectern(`deployments update chat --configuration ${two} --single --on-hangup abort`)).toMatchObject({ code: 0 })
  const single = await seen()
  expect(single.configurationId).toBe(two)
  expect(single).not.toHaveProperty('targets')
  expect(single).not.toHaveProperty('onHangup')
})

it.each([
  { line: 'deployments update chat', says: /say what is to change/ },
  { line: 'deployments update chat --single --target x', says: /either --target or --single/ },
  { line: 'deployments update chat --target x=heavy', says: /--target x=heavy: must be/ },
  { line: 'deployments create more --executable llama-cpp --target x', says: /give --configuration in place of --executable/ },
  { line: 'deployments update chat --target there-is-none', says: /targets/ },
])('explains what is wrong with: $line', async ({ line, says }) => {
  const { code, stderr } = await lectern(line)
  expect(code).not.toBe(0)
  expect(stderr).toMatch(says)
})
