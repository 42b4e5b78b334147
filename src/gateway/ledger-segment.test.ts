import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { segmentName } from '../domain/ledger.ts'
import { readFrames } from '../domain/ledger-frame.ts'
import { openSegments } from './ledger-segment.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kindsIn = (number: number): string[] => {
  const { lines, rest } = readFrames(readFileSync(join(folder, segmentName('g1', number))))
  expect(rest).toBe('whole')
  return lines.map((line) => JSON.parse(line).kind ?? JSON.parse(line).text.length)
}
const line = (length: number): string => `${JSON.stringify({ text: 'x'.repeat(length) })}\n`

describe('segments', () => {
  const open = (now: () => number = () => 0) =>
    openSegments({ folder, boot: 'g1', pid: 1, now, maxBytes: 1_000, maxAgeMs: 60_000, durability: 'os' })

  it('begin with who writes, and the last ends with a close', () => {
    const segments = open()
    segments.write(line(1))
    segments.close()
    expect(kindsIn(1)).toEqual(['boot', 1, 'close'])
  })

  it('change when one is long, or old', () => {
    let now = 0
    const segments = open(() => now)
    segments.write(line(2_000))
    segments.write(line(1))
    now = 60_000
    segments.write(line(2))
    segments.close()
    expect([kindsIn(1), kindsIn(2), kindsIn(3)]).toEqual([
      ['boot', 2_000],
      ['boot', 1],
      ['boot', 2, 'close'],
    ])
  })
})

/** A process that may write files of 4 KiB and no more: the write that crosses the bound is cut short, as on a full disk. */
const program = `
  import { openSegments } from '${join(import.meta.dirname, 'ledger-segment.ts')}'
  process.on('SIGXFSZ', () => {})
  const segments = openSegments({ folder: process.argv[1], boot: 'g1', pid: 1, now: () => 0, maxBytes: 1e6, maxAgeMs: 1e9, durability: 'os' })
  const line = (length) => JSON.stringify({ text: 'x'.repeat(length) }) + '\\n'
  const tried = []
  for (const length of [1000, 2000, 3000, 100]) {
    try {
      segments.write(line(length))
      tried.push('kept')
    } catch (error) {
      tried.push(error.code)
    }
  }
  segments.close()
  console.log(JSON.stringify(tried))`

it('take back what was half written when there is no room, and go on in the same file', () => {
  const command = `ulimit -f 4; exec "${process.execPath}" --input-type=module -e "$PROGRAM" "${folder}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { env: { ...process.env, PROGRAM: program }, encoding: 'utf8' })
  expect({ stderr, tried: JSON.parse(stdout || 'null') }).toEqual({ stderr: '', tried: ['kept', 'kept', 'EFBIG', 'kept'] })
  expect(readdirSync(folder)).toEqual([segmentName('g1', 1)])
  expect(kindsIn(1)).toEqual(['boot', 1_000, 2_000, 100, 'close'])
})
