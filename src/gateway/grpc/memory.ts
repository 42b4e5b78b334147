import { GrpcError } from './status.ts'

/** Bytes of messages that are held until they are answered, of all calls together: callers must not fill the process. */
export type Memory = { readonly of: () => HeldBytes }

export type HeldBytes = {
  /** Throws `GrpcError('unavailable')` where there is no room. */
  take(bytes: number): void
  free(bytes: number): void
  /** Frees what is left. */
  close(): void
}

export function makeMemory(most: number): Memory {
  let held = 0
  return {
    of() {
      let own = 0
      const free = (bytes: number): void => {
        const freed = Math.min(bytes, own)
        own -= freed
        held -= freed
      }
      return {
        take(bytes) {
          if (held + bytes > most)
            throw new GrpcError('unavailable', 'too many large messages are being received; call again in a moment', {
              retryAfterMs: 1_000,
            })
          own += bytes
          held += bytes
        },
        free,
        close: () => free(own),
      }
    },
  }
}
