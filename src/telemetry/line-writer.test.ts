import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { openLines } from './line-writer.ts'

const pollOften = { interval: 2, timeout: 10_000 }

let folder: string
let path: string
let file: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-lines-'))
  path = join(folder, 'log')
  file = openSync(path, 'a')
})
afterEach(() => {
  closeSync(file)
  rmSync(folder, { recursive: true })
})

const scene = (bounds: { gathered?: number; mostWaiting?: number } = {}) => {
  const clock = new FakeClock()
  let end = (): void => {}
  const lines = openLines({
    file,
    clock,
    atExit: (act) => {
      end = act
    },
    ...bounds,
  })
  const written = (expected: string) => expect.poll(() => readFileSync(path, 'utf8')).toBe(expected)
  return { clock, lines, written, end: () => end() }
}

it('writes a few lines after a second', async () => {
  const { clock, lines, written } = scene()
  lines.write('one\n')
  lines.write('zwei ü\n')
  await clock.advance(999)
  expect(readFileSync(path, 'utf8')).toBe('')
  await clock.advance(1)
  await written('one\nzwei ü\n')
})

it('writes many lines at once, in their order', async () => {
  const { lines, written } = scene({ gathered: 10 })
  for (const each of ['aaaaaaaaa\n', 'bbbbb\n', 'ccccc\n', 'ddddd\n', 'eeeee\n']) lines.write(each)
  await written('aaaaaaaaa\nbbbbb\nccccc\nddddd\neeeee\n')
})

it('any lines, cut into any pages, come out as they went in', async () => {
  const lines = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 64 }), async (each, gathered) => {
      truncateSync(path)
      const { clock, lines: to } = scene({ gathered })
      let expected = ''
      for (const text of each.map((line) => `${line.toWellFormed()}\n`)) {
        to.write(text)
        expected += text
      }
      // What came while a write was under way has to wait for the next second.
      await expect
        .poll(async () => {
          await clock.advance(1_000)
          return readFileSync(path, 'utf8')
        }, pollOften)
        .toBe(expected)
    }),
    { numRuns: 100 },
  )
})

it('writes what is left at the end of the process', () => {
  const { lines, end } = scene()
  lines.write('last words\n')
  end()
  expect(readFileSync(path, 'utf8')).toBe('last words\n')
})

it('drops what nobody takes, and tells how much', async () => {
  const { clock, lines, written } = scene({ mostWaiting: 10 })
  for (const each of ['aaaaaaaa\n', 'bbbbbbbb\n', 'cccccccc\n']) lines.write(each)
  await clock.advance(1_000)
  await written('aaaaaaaa\n{"level":"warn","dropped":2,"msg":"log lines were dropped: nobody took them"}\n')
})

/** Standard output is a pipe that takes no more for a while: whoever reads it is asleep. */
const program = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { openLines } from '${join(import.meta.dirname, 'line-writer.ts')}'
  const clock = { sleep: (ms) => sleep(ms, undefined, { ref: false }) }
  const lines = openLines({ file: 1, clock, atExit: (act) => process.once('exit', act) })
  for (let at = 0; at < 20000; at += 1) lines.write('line ' + at + ' ' + 'x'.repeat(40) + '\\n')
  process.stderr.write('logged')
  process.stdin.on('data', () => process.exit(0))`

it('does not wait for a reader that is slow, and loses nothing that fits', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'pipe' })
  child.stdout.pause()
  await new Promise((resolve) => child.stderr.once('data', resolve))
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  child.stdout.resume()
  await expect.poll(() => text.split('\n').length, { timeout: 10_000 }).toBe(20_001)
  child.stdin.end('go')
  await new Promise((resolve) => child.once('close', resolve))
  const numbers = text
    .split('\n')
    .slice(0, -1)
    .map((line) => Number(line.split(' ')[1]))
  expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, at) => at))
})
