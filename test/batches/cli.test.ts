import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { type BatchScene, chatLines, openBatchScene } from './scene.ts'

/** `lectern batches` against the whole platform. */
let scene: BatchScene
let cwd: string
beforeAll(async () => {
  scene = await openBatchScene()
  await scene.deployModel('nightly', { deploymentType: 'batch' })
  cwd = mkdtempSync(join(tmpdir(), 'lectern-batches-'))
}, 60_000)
afterAll(async () => {
  await scene[Symbol.asyncDispose]()
  rmSync(cwd, { recursive: true })
})

const lectern = (...line: string[]) =>
  runLine(line, {
    cwd,
    env: { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey },
    sleep: () => scene.platform.clock.sleep(20),
  })

it('creates, shows, lists and reads batches', async () => {
  writeFileSync(
    join(cwd, 'lines.jsonl'),
    chatLines(5, 'nightly')
      .map((line) => JSON.stringify(line))
      .join('\n'),
  )
  const created = await lectern('batches', 'create', 'lines.jsonl', '--metadata', 'job=test', '--wait', '-o', 'json')
  expect(created.code).toBe(0)
  const batch = JSON.parse(created.stdout)
  expect(batch).toMatchObject({ status: 'completed', metadata: { job: 'test' }, request_counts: { total: 5, completed: 5 } })
  expect((await lectern('batches', 'get', batch.id)).stdout).toMatch(/DONE +5 of 5\n/)
  expect((await lectern('batches', 'list', '-o', 'name')).stdout).toBe(`${batch.id}\n`)
  const results = await lectern('batches', 'results', batch.id)
  expect(
    results.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).custom_id)
      .sort(),
  ).toEqual([1, 2, 3, 4, 5].map((at) => `line-${at}`))
  expect(await lectern('batches', 'results', batch.id, '--errors')).toMatchObject({ code: 3, stdout: '' })
})

it('cancels, and says what is wrong', async () => {
  scene.one.behaviour.answer = { status: 429, headers: {}, body: '{}' }
  const { id } = await scene.start(chatLines(3, 'nightly'))
  await scene.until(id, 'in_progress')
  expect(await lectern('batches', 'cancel', id)).toMatchObject({ code: 0, stderr: expect.stringContaining('cancelling') })
  await scene.until(id, 'cancelled')
  expect(await lectern('batches', 'cancel', id)).toMatchObject({ code: 1, stderr: expect.stringContaining("'cancelled'") })
  expect(await lectern('batches', 'create', 'none.jsonl')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('none.jsonl'),
  })
  writeFileSync(join(cwd, 'bad.jsonl'), 'no json\n')
  const bad = await lectern('batches', 'create', 'bad.jsonl', '--wait')
  expect(bad.code).toBe(4)
  expect(bad.stdout).toMatch(/TROUBLE +invalid_json_line: line 1 is not valid JSON/)
})
