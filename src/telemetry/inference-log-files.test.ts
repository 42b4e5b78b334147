import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeLogFiles } from './inference-log-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (maxBytes: number) =>
  makeLogFiles({ folder, boot: 'abcdefghij', now: () => Date.UTC(2026, 10, 20), maxBytes, maxFiles: 3 })

it('appends to a private file for each folder', async () => {
  const files = open(1_000)
  await files.append(['d1'], 'a\n')
  await files.append(['d1'], 'b\n')
  await files.append(['d1', 'on-request'], 'c\n')
  const name = '20261120T000000000Z-000001-abcdefgh.jsonl'
  expect(readdirSync(join(folder, 'd1')).sort()).toEqual([name, 'on-request'])
  expect(readFileSync(join(folder, 'd1', name), 'utf8')).toBe('a\nb\n')
  expect(statSync(join(folder, 'd1', name)).mode & 0o077).toBe(0)
})

it('begins a new file when one is full, and deletes the oldest', async () => {
  const files = open(4)
  for (const line of ['111\n', '222\n', '333\n', '444\n', '555\n']) await files.append(['d1'], line)
  const names = readdirSync(join(folder, 'd1')).sort()
  expect(names.map((name) => readFileSync(join(folder, 'd1', name), 'utf8'))).toEqual(['333\n', '444\n', '555\n'])
})

it('goes on when the folder was deleted under it', async () => {
  const files = open(1_000)
  await files.append(['d1'], 'a\n')
  rmSync(join(folder, 'd1'), { recursive: true })
  await expect(files.append(['d1'], 'b\n')).rejects.toThrow()
  await files.append(['d1'], 'c\n')
  expect(readdirSync(join(folder, 'd1'))).toHaveLength(1)
})
