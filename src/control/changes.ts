import type { Change, TellChange } from '../domain/changes.ts'

export type Changes = {
  /** Never waits, never throws. */
  readonly tell: TellChange
  /** Answers the function that ends it. */
  listen(listener: TellChange): () => void
}

/** The one place that changes come together at, whoever makes them; nothing is kept. */
export function makeChanges(): Changes {
  const listeners = new Set<TellChange>()
  return {
    tell(change: Change) {
      for (const listener of listeners) listener(change)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
