export type Serially = {
  /**
   * Runs a turn for `key` soon, and resolves when a turn that began after this call has ended. While one is running,
   * any number of kicks become one more turn after it.
   */
  kick(key: string): Promise<void>
  /** Resolves when no turn is running or waiting. */
  idle(): Promise<void>
}

/** One turn at a time per key; different keys run side by side. A turn that throws is reported and forgotten: the next sweep tries again. */
export function serially(run: (key: string) => Promise<void>, onError: (key: string, error: unknown) => void): Serially {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()

  const turn = async (key: string): Promise<void> => {
    await run(key).catch((error) => onError(key, error))
    if (!waiting.has(key)) running.delete(key)
  }

  const begin = (key: string): Promise<void> => {
    waiting.delete(key)
    const begun = turn(key)
    running.set(key, begun)
    return begun
  }

  return {
    kick(key) {
      const now = running.get(key)
      if (!now) return begin(key)
      const next = waiting.get(key) ?? now.then(() => begin(key))
      waiting.set(key, next)
      return next
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running.values(), ...waiting.values()])
    },
  }
}
