import type { Target } from '../domain/route.ts'

/** Targets that calls will come back to: they count as being there, so that nobody stops them meanwhile. */
export type Held = {
  /** Returns the function that lets them go. */
  hold(targets: readonly Target[]): () => void
  /** Adds them to calls in flight, by target id. */
  into(inFlight: Record<string, number>): Record<string, number>
}

export function makeHeld(): Held {
  const held = new Map<string, number>()
  const add = (targets: readonly Target[], more: 1 | -1): void => {
    for (const { id } of targets) {
      const now = (held.get(id) ?? 0) + more
      if (now > 0) held.set(id, now)
      else held.delete(id)
    }
  }
  return {
    hold(targets) {
      add(targets, 1)
      return () => add(targets, -1)
    },
    into(inFlight) {
      for (const [id, calls] of held) inFlight[id] = (inFlight[id] ?? 0) + calls
      return inFlight
    },
  }
}
