import { Buffer } from 'node:buffer'
import * as zlib from 'node:zlib'
import { estimateInputTokens, type TokenUsage } from '../domain/usage.ts'
import type { JsonWatcher, Wire } from '../wires/wire.ts'

/** Longest answer, as it passes, that is kept to be looked into. */
const mostPacked = 1024 * 1024
/** Most that may come out of it: unpacking keeps the gateway for some milliseconds. */
const mostUnpacked = 4 * 1024 * 1024

const flush = { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: mostUnpacked }
const gzip = (bytes: Buffer): Buffer => zlib.gunzipSync(bytes, flush)
const brotliFlush = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH, maxOutputLength: mostUnpacked }
const zstdFlush = { finishFlush: zlib.constants.ZSTD_e_flush, maxOutputLength: mostUnpacked }

const unpackers: ReadonlyMap<string, (bytes: Buffer) => Buffer> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  // With zlib's frame, as the standard says, or without one, as some write it: the frame's first byte tells.
  ['deflate', (bytes) => ((bytes[0] ?? 0) % 16 === 8 ? zlib.inflateSync(bytes, flush) : zlib.inflateRawSync(bytes, flush))],
  ['br', (bytes) => zlib.brotliDecompressSync(bytes, brotliFlush)],
  ['zstd', (bytes) => zlib.zstdDecompressSync(bytes, zstdFlush)],
])

/** As much as there is of what was packed; null where that is unknown, damaged, or longer than anybody wants to look at. */
export function unpacked(encoding: string, bytes: Buffer): Buffer | null {
  const unpack = unpackers.get(encoding.trim().toLowerCase())
  if (!unpack || bytes.length > mostPacked) return null
  try {
    return unpack(bytes)
  } catch {
    return null // what it is, is the caller's to find out: the bytes went on as they came
  }
}

/**
 * Looks on while an answer passes whose backend packed it, though it was asked not to: a copy is kept, within bounds, and unpacked
 * once somebody asks what was used. Where it cannot be, its length has to do for a guess.
 */
export function watchPacked(encoding: string, eventStream: boolean, wire: Wire, below: string): JsonWatcher {
  const passing = wire.watchJson(below)
  let chunks: Buffer[] = []
  let length = 0
  let looked: { readonly at: number; readonly found: Found | null } | null = null
  const look = (): Found | null => {
    if (looked?.at === length) return looked.found
    const bytes = length > mostPacked ? null : unpacked(encoding, Buffer.concat(chunks))
    const found = bytes && (eventStream ? inStream(wire, below, bytes) : inJson(wire, below, bytes))
    looked = { at: length, found }
    return found
  }
  return {
    push(chunk) {
      length += chunk.length
      passing.push(chunk)
      if (length <= mostPacked) chunks.push(chunk)
      else chunks = []
    },
    usage: () => look()?.usage ?? null,
    ...(eventStream || passing.guess
      ? { guess: () => look()?.guess ?? (eventStream ? estimateInputTokens(length) : (passing.guess?.() ?? 0)) }
      : {}),
  }
}

type Found = { readonly usage: TokenUsage | null; readonly guess: number | null }

function inStream(wire: Wire, below: string, bytes: Buffer): Found {
  const watcher = wire.watchStream(false, below)
  watcher.push(bytes)
  watcher.end()
  return { usage: watcher.usage(), guess: watcher.pieces?.() ?? null }
}

function inJson(wire: Wire, below: string, bytes: Buffer): Found {
  const watcher = wire.watchJson(below)
  watcher.push(bytes)
  return { usage: watcher.usage(), guess: watcher.guess?.() ?? null }
}
