import type { Buffer } from 'node:buffer'

/**
 * Gives memory back at once that has it all to itself; what is a part of more stays as it is. Pieces of large bodies are the reason:
 * their memory is none of the JavaScript heap's, so the collector begins a full round for every 64 MB of them, which costs more than
 * carrying the bodies does. Only for bytes that nobody reads any more: afterwards they are gone, whoever names them.
 */
export function freeBytes(bytes: Buffer): void {
  if (bytes.length >= worthwhileBytes && bytes.length === bytes.buffer.byteLength) (bytes.buffer as ArrayBuffer).transfer(0)
}

/** Small ones are few bytes, and freeing them takes as long. */
const worthwhileBytes = 16 * 1024
