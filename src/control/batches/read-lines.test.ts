import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { NotText, readLines } from './read-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const linesOf = async (contents: string | Buffer) => {
  const path = join(folder, 'file')
  writeFileSync(path, contents)
  return Array.fromAsync(readLines(path))
}

describe('lines of a file', () => {
  it.each([
    ['nothing', '', []],
    ['one without an end', 'a', [{ line: 1, text: 'a' }]],
    [
      'blank ones',
      '\n \na\n\r\n\nb\n',
      [
        { line: 3, text: 'a' },
        { line: 6, text: 'b' },
      ],
    ],
    [
      'Windows ends',
      'a\r\nb\r\n',
      [
        { line: 1, text: 'a\r' },
        { line: 2, text: 'b\r' },
      ],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await linesOf(text)).toEqual(expected)
  })

  it('are whole however long they are, wherever a chunk ends', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\n', '').repeat(9_000)),
      { maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        const read = await linesOf(lines.join('\n'))
        const expected = lines.map((each, at) => ({ line: at + 1, text: each })).filter((each) => each.text.trim() !== '')
        fc.pre(!lines[0]?.startsWith('\uFEFF'))
        expect(read).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['are no UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a]), 1],
    ['end inside a character', Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2],
    ['begin with a byte order mark', Buffer.from('\uFEFFa\n'), 1],
  ])('that %s are refused', async (_, bytes, line) => {
    await expect(linesOf(bytes)).rejects.toBeInstanceOf(NotText)
    await expect(linesOf(bytes)).rejects.toMatchObject({ line })
  })
})
