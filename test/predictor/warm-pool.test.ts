import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deployFile } from '../../bench/deploy-file.ts'
import { echoModel } from '../onnx/build-model.ts'
import { type Platform, startPlatform } from '../platform.ts'

let platform: Platform
const folder = mkdtempSync(join(tmpdir(), 'lectern-warm-'))
beforeAll(async () => {
  platform = await startPlatform({ settings: { warmPool: '1', startingSeconds: '60' } })
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const deploy = (name: string): Promise<string> => {
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, echoModel('float', ['N', 2]))
  return deployFile(platform, path, name, 'onnx', {})
}
const pidsOf = async (id: string): Promise<(number | null)[]> =>
  (await platform.engine.observe()).filter(({ deploymentId }) => deploymentId === id).map(({ pid }) => pid)
/** Of all that this installation started, those that are no instance. */
async function standingReady(): Promise<number[]> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const told: { pid: number }[] = JSON.parse(readFileSync(join(dirname(platform.dataDir), 'instances.json'), 'utf8'))
    const instances = (await platform.engine.observe()).map(({ pid }) => pid)
    const pids = told.map(({ pid }) => pid).filter((pid) => !instances.includes(pid))
    if (pids.length > 0) return pids
    await platform.clock.sleep(20)
  }
  return []
}

it('with a warm pool the second deployment runs in a process that was there before', async () => {
  await deploy('first')
  const spares = await standingReady()
  expect(spares).toHaveLength(1)
  const id = await deploy('second')
  expect(await pidsOf(id)).toEqual(spares)
  const { status, body } = await platform.call('POST', `/v2/inference/deployments/${id}/v1/models/second:predict`, {
    instances: [[1, 2]],
  })
  expect([status, body]).toEqual([200, { predictions: [[1, 2]] }])
  const next = await standingReady()
  expect(next).toHaveLength(1)
  expect(next).not.toEqual(spares)
})
