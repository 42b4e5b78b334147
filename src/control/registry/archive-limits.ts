/** What an archive may hold at most: beyond it, it is refused as one that is made to fill disks. */
export type ArchiveLimits = {
  readonly files: number
  /** Bytes of everything in it. */
  readonly bytes: number
  /** Unpacked against packed, once more than `freeBytes` came out. */
  readonly ratio: number
  readonly freeBytes: number
}

export const usualLimits: Omit<ArchiveLimits, 'bytes'> = { files: 100_000, ratio: 200, freeBytes: 64 * 1024 * 1024 }

/** Hands out entries of an archive one by one; `write` reads the entry to its end. */
export type Entry = { readonly name: string; readonly write: () => AsyncIterable<Buffer> }
export type TakeEntry = (entry: Entry) => Promise<void>
