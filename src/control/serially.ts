export type Serially = {
  /** Runs the turn for `key` soon. While one is running, any number of kicks become one more turn after it. */
  kick(key: string): void
  /** Resolves when no turn is running or waiting. */
  idle(): Promise<void>
}

/** One turn at a time per key; different keys run side by side. A turn that throws is reported and forgotten: the next sweep tries again. */
export function serially(run: (key: string) => Promise<void>, onError: (key: string, error: unknown) => void): Serially {
  const running = new Map<string, Promise<void>>()
  const again = new Set<string>()

  const turn = async (key: string): Promise<void> => {
    do {
      again.delete(key)
      await run(key).catch((error) => onError(key, error))
    } while (again.has(key))
    running.delete(key)
  }

  return {
    kick(key) {
      if (running.has(key)) again.add(key)
      else running.set(key, turn(key))
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}
