import { afterAll, beforeAll, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { openTargets, type TargetsScene } from '../targets/scene.ts'
import { rolloutOf } from './scene.ts'

let scene: TargetsScene
let id = ''
beforeAll(async () => {
  scene = await openTargets()
  id = await scene.deploy({ configurationId: scene.ids.one, name: 'chat' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const lectern = (line: string) => {
  const env = { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey }
  return runLine(line.split(' '), { env, sleep: (ms) => scene.platform.clock.sleep(ms) })
}

it('rolls a change out, shows how it does, promotes it and goes back', async () => {
  const { two } = scene.ids
  const begun = await lectern(
    `deployments rollout chat --configuration ${two} --step 10=5m --step 100=1h --sticky x-user --header x-canary=yes --max-errors 2.5 --note careful`,
  )
  expect(begun).toMatchObject({ code: 0, stdout: expect.stringMatching(/STRATEGY +canary 10 %/) })
  const steps = [
    { percent: 10, minutes: 5 },
    { percent: 100, minutes: 60 },
  ]
  expect(await rolloutOf(scene.platform, id, 'PROGRESSING')).toMatchObject({
    ...{ steps, sticky: { header: 'x-user' }, header: { name: 'x-canary', value: 'yes' } },
    failOn: { errorPercent: 2.5, minCalls: 20, deaths: 1 },
  })
  expect((await lectern('deployments rollout chat')).stdout).toMatch(/NEW +0 calls, 0 failed/)
  expect((await lectern('deployments rollout chat --percent 40 -o json')).stdout).toContain('"percent": 40')
  expect((await lectern('deployments get chat')).stdout).toMatch(/ROLLOUT +version 2, canary 40 %: PROGRESSING/)
  expect(await lectern('deployments promote chat')).toMatchObject({ code: 0 })
  expect((await lectern('deployments history chat')).stdout).toMatch(/^2 +ACTIVE .* administrator +careful$/m)
  expect((await lectern('deployments history chat --diff 1')).stdout).toMatch(/parameterBindings.modelName +model-two +model-one/)
  expect((await lectern('deployments rollback chat')).stdout).toMatch(/^1 +ACTIVE/m)
  expect((await lectern('deployments rollback chat --to 2 --note again')).stdout).toMatch(/^2 +ACTIVE/m)
})

it.each([
  { line: 'deployments rollout chat', says: /in the middle of no rollout/ },
  { line: 'deployments rollout chat --percent ten', says: /--percent ten: must be a whole number/ },
  { line: 'deployments rollout chat --step 10', says: /--step 10: must be <percent>=<duration>/ },
  { line: 'deployments promote chat', says: /in the middle of no rollout/ },
  { line: 'deployments rollback chat --to x', says: /--to x: must be a whole number/ },
])('explains what is wrong with: $line', async ({ line, says }) => {
  const { code, stderr } = await lectern(line)
  expect(code).not.toBe(0)
  expect(stderr).toMatch(says)
})
