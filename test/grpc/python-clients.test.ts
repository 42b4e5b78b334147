import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonClients } from './python-clients.ts'
import { type Scene, startScene } from './scene.ts'

const run = promisify(execFile)
let scene: Scene
let python: string
beforeAll(async () => {
  python = pythonClients()
  scene = await startScene()
}, 600_000)
afterAll(() => scene[Symbol.asyncDispose]())

describe('unmodified Python clients', () => {
  it.each([
    ['triton_client.py', 'own port'],
    ['triton_client.py', 'public port'],
    ['kserve_client.py', 'own port'],
    ['kserve_client.py', 'public port'],
  ])('%s works at the %s', { timeout: 60_000 }, async (program, port) => {
    const address = port === 'own port' ? scene.address : scene.publicAddress
    const { stdout } = await run(python, [join(import.meta.dirname, program), address, 'admin'])
    expect(stdout).toMatch(/done\n$/)
  })
})
