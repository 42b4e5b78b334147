import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type LedgerRecord, segmentName } from '../domain/ledger.ts'
import { frameOf } from '../domain/ledger-frame.ts'

export type SegmentOptions = {
  readonly folder: string
  /** Id of this gateway process. */
  readonly boot: string
  readonly pid: number
  readonly now: () => number
  readonly maxBytes: number
  readonly maxAgeMs: number
  /** `disk`: a file is synced before it is left for the next. */
  readonly durability: 'os' | 'disk'
}

/** The file that is written to now; a new one when it is long or old. */
export type Segments = {
  /** Writes all of it, or nothing and throws: what was half written is taken back, or left behind in a segment that is given up. */
  write(lines: string): void
  sync(done: (error: Error | null) => void): void
  close(): void
}

export function openSegments({ folder, boot, pid, now, maxBytes, maxAgeMs, durability }: SegmentOptions): Segments {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let number = 0
  let file = -1
  let length = 0
  let openedAt = 0

  const open = (): void => {
    number += 1
    openedAt = now()
    // Never an old one: a process that was killed may have left a torn end.
    file = openSync(join(folder, segmentName(boot, number)), 'ax', 0o600)
    length = 0
    syncFolder(folder)
    append(`${JSON.stringify({ kind: 'boot', boot, pid, at: openedAt } satisfies LedgerRecord)}\n`)
  }

  const append = (lines: string): void => {
    const frame = frameOf(lines)
    let written = 0
    try {
      // A full disk takes part of it before it says so.
      while (written < frame.length) written += writeSync(file, frame, written)
    } catch (error) {
      takeBack()
      throw error
    }
    length += frame.length
  }

  const takeBack = (): void => {
    try {
      ftruncateSync(file, length)
      if (fstatSync(file).size === length && length > 0) return
    } catch {} // then the file is given up like one that cannot be shortened
    if (length === 0) unlinkSync(join(folder, segmentName(boot, number)))
    shut()
  }

  const shut = (): void => {
    const closing = file
    file = -1
    if (closing !== -1) closeSync(closing)
  }

  return {
    write(lines) {
      if (file !== -1 && (length >= maxBytes || now() - openedAt >= maxAgeMs)) {
        if (durability === 'disk') fdatasyncSync(file)
        shut()
      }
      if (file === -1) open()
      append(lines)
    },
    sync(done) {
      const synced = file
      if (synced === -1) done(null)
      // A file that was left meanwhile has been synced on the way.
      else fdatasync(synced, (error) => done(file === synced ? error : null))
    },
    close() {
      if (file === -1) return
      try {
        append(`${JSON.stringify({ kind: 'close' } satisfies LedgerRecord)}\n`)
      } finally {
        shut()
      }
    },
  }
}

/** A file whose name is not on disk yet is lost with the power, however often its content was synced. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
