import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { tinyGguf } from '../gguf.ts'
import { type Platform, startPlatform } from '../platform.ts'

/** `lectern deploy <name>` as a newcomer types it, with what a fresh installation has. */

let platform: Platform
const folder = mkdtempSync(join(tmpdir(), 'lectern-deploy-'))
beforeAll(async () => {
  platform = await startPlatform({ settings: { demo: true } })
}, 60_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const lectern = (...line: string[]) => {
  const env = { LECTERN_URL: platform.url, LECTERN_API_KEY: platform.adminKey.trim() }
  return runLine(line, { env, cwd: folder, now: () => platform.clock.now(), sleep: (ms) => platform.clock.sleep(ms) })
}
const pull = async (name: string, file: Buffer) => {
  writeFileSync(join(folder, name), file)
  expect(await lectern('models', 'pull', `file://${join(folder, name)}`)).toMatchObject({ code: 0 })
}

it('the demo model is deployed by its name, and answers', async () => {
  const { code, stdout, stderr } = await lectern('deploy', 'lectern-mini', '--wait', '-o', 'json')
  expect([code, stderr]).toEqual([0, expect.any(String)])
  const made = JSON.parse(stdout)
  expect(made).toMatchObject({ name: 'lectern-mini', status: 'RUNNING', executableId: 'llama-cpp' })
  const { body } = await platform.call('GET', `/v2/lm/configurations/${made.configurationId}`)
  expect(body.parameterBindings).toEqual([
    { key: 'modelName', value: 'lectern-mini' },
    { key: 'modelFile', value: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
  const messages = [{ role: 'user', content: 'What is a deployment?' }]
  const answer = await platform.call('POST', '/v1/chat/completions', { model: 'lectern-mini', messages })
  // Two deployments have the model; the one of that name is meant.
  expect(answer.body.choices[0].message.content).toMatch(/deployment/i)
})

it('what there is is listed, and said to who asks for what there is not', async () => {
  const offers = await lectern('offers', '-o', 'json')
  expect(JSON.parse(offers.stdout).resources).toMatchObject([
    { model: 'lectern-mini', source: 'file', executableId: 'llama-cpp' },
  ])
  expect(await lectern('deploy', 'lectern-maxi')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/there is no model "lectern-maxi"[\s\S]*what can be deployed here: lectern-mini;/),
  })
  expect((await lectern('deploy', 'hf://org/repo/tiny.gguf')).stderr).toContain('lectern models pull hf://org/repo/tiny.gguf')
  expect((await lectern('deploy', 'lectern-mini', '--model-version', '2')).stderr).toMatch(/is a model file, which has none/)
})

it('a file of this machine is brought first; its source and its SHA-256 name it then', async () => {
  await pull('tiny.gguf', tinyGguf())
  // What is a file of something else is no model.
  await pull('predict.py', Buffer.from('class Predict: pass'))
  expect((await lectern('deploy', 'predict')).stderr).toMatch(/what can be deployed here: lectern-mini, tiny;/)
  const local = await lectern('deploy', './tiny.gguf')
  expect(local).toMatchObject({ code: 2, stderr: expect.stringContaining('lectern registry push tiny ./tiny.gguf') })
  const { body } = await platform.call('GET', '/v2/admin/models/files')
  const { sha256 } = body.resources.find(({ fileName }: { fileName: string }) => fileName === 'tiny.gguf')
  for (const named of ['tiny', sha256, `file://${join(folder, 'tiny.gguf')}`]) {
    const { stdout, stderr } = await lectern('deploy', named, '--dry-run', '-o', 'json')
    expect(stderr, named).toMatch(/it would answer from llama-cpp/)
    expect(stdout).not.toBe('')
  }
})

it('of two files that go by one name it asks which', async () => {
  const other = mkdtempSync(join(folder, 'other-'))
  const file = join(other, 'tiny.gguf')
  writeFileSync(file, Buffer.concat([tinyGguf(), Buffer.alloc(32)]))
  expect(await lectern('models', 'pull', `file://${file}`)).toMatchObject({ code: 0 })
  const asked = await lectern('deploy', 'tiny')
  expect(asked.stderr).toMatch(
    /with the file [0-9a-f]{64}[\s\S]*with the file [0-9a-f]{64}[\s\S]*say which by the SHA-256 of the file/,
  )
})
