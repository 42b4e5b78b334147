/**
 * The engine changes a slot's memory only between runs of batches, and a run goes on for as long as any slot asks for its next
 * token: under steady load a new call would wait for ever. So whoever must change memory closes the gate, everyone who writes
 * stops before the next token, the run ends, and the change happens.
 */
export type Gate = {
  /** Undefined when open; otherwise await it before the next token. */
  readonly pass: () => Promise<void> | undefined
  readonly closedFor: <T>(change: () => Promise<T>) => Promise<T>
}

export const makeGate = (): Gate => {
  let changes = 0
  let opening = Promise.withResolvers<void>()
  return {
    pass: () => (changes === 0 ? undefined : opening.promise),
    closedFor: async (change) => {
      changes++
      try {
        return await change()
      } finally {
        changes--
        if (changes === 0) {
          opening.resolve()
          opening = Promise.withResolvers<void>()
        }
      }
    },
  }
}
