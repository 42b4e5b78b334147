/** Time as a dependency. Milliseconds since the epoch; tests travel with `FakeClock` (`test/fake-clock.ts`). */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** RFC 3339 with second precision and `Z`, as SAP AI Core writes times (its Python client does not parse fractions). */
export const toTimestamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
