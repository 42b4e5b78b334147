import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeLogSpool } from './inference-log-spool.ts'

let folder: string
let now = 0
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'lectern-spool-')), 'spool')
  now = Date.UTC(2026, 10, 20)
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const open = (bounds: { maxBytes: number; maxFiles: number }) =>
  makeLogSpool({ folder, boot: 'abcdefghij', now: () => now, ...bounds })
const names = (): string[] => readdirSync(folder).sort()

it('leaves whole files, in order of time, for us alone', async () => {
  const spool = open({ maxBytes: 1_000, maxFiles: 10 })
  await spool.add('a\n')
  await spool.add('b\nc\n')
  expect(names()).toEqual(['20261120T000000000Z-000001-abcdefgh.jsonl', '20261120T000000000Z-000002-abcdefgh.jsonl'])
  expect(names().map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['a\n', 'b\nc\n'])
  expect(statSync(join(folder, names()[0] ?? '')).mode & 0o077).toBe(0)
})

it.each([
  ['files', { maxBytes: 1_000, maxFiles: 2 }],
  ['bytes', { maxBytes: 8, maxFiles: 10 }],
])('takes no more than so many %s, until somebody has taken them in', async (_, bounds) => {
  const spool = open(bounds)
  await spool.add('111\n')
  await spool.add('222\n')
  now += 5_000
  await expect(spool.add('333\n')).rejects.toThrow('too much waits')
  for (const name of names()) rmSync(join(folder, name))
  now += 5_000
  await spool.add('444\n')
  expect(names()).toHaveLength(1)
})

it('goes on when the folder was deleted under it', async () => {
  const spool = open({ maxBytes: 1_000, maxFiles: 10 })
  await spool.add('a\n')
  rmSync(folder, { recursive: true })
  await expect(spool.add('b\n')).rejects.toThrow()
  await spool.add('c\n')
  expect(names()).toHaveLength(1)
})
