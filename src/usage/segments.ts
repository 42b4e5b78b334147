import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type LedgerRecord, parseSegmentName, segmentName } from '../domain/ledger.ts'
import { type Frames, readFrames } from '../domain/ledger-frame.ts'

/** Numbers of the segments that are there, oldest first, by gateway process. */
export async function listSegments(folder: string): Promise<Map<string, number[]>> {
  const boots = new Map<string, number[]>()
  // No gateway has recorded anything here yet.
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const parsed = parseSegmentName(name)
    if (!parsed) continue
    const numbers = boots.get(parsed.boot) ?? []
    numbers.push(parsed.number)
    boots.set(parsed.boot, numbers)
  }
  for (const numbers of boots.values()) numbers.sort((a, b) => a - b)
  return boots
}

export type Piece = { readonly records: readonly LedgerRecord[]; readonly read: number; readonly rest: Frames['rest'] }

const pieceBytes = 1024 * 1024

/** The whole frames that follow `from`; at least one where there is one, and about a megabyte of them. */
export async function readPiece(folder: string, boot: string, number: number, from: number): Promise<Piece> {
  const file = await open(join(folder, segmentName(boot, number)), 'r')
  try {
    for (let size = pieceBytes; ; size *= 4) {
      const buffer = Buffer.allocUnsafe(size)
      const { bytesRead } = await file.read(buffer, 0, size, from)
      const { lines, read, rest } = readFrames(buffer.subarray(0, bytesRead))
      // One frame may be longer than a piece.
      if (read === 0 && rest === 'more' && bytesRead === size) continue
      return { records: lines.map(parse), read, rest }
    }
  } finally {
    await file.close()
  }
}

export const deleteSegment = (folder: string, boot: string, number: number): Promise<void> =>
  rm(join(folder, segmentName(boot, number)), { force: true })

/** When it was last written to, epoch ms. */
export const lastWritten = async (folder: string, boot: string, number: number): Promise<number> =>
  (await stat(join(folder, segmentName(boot, number)))).mtimeMs

/** Postgres cannot keep NUL, and nothing that we write has one on purpose. */
const parse = (line: string): LedgerRecord =>
  JSON.parse(line.includes('\\u0000') ? line.replaceAll('\\u0000', '') : line) as LedgerRecord
