/** What happened that somebody may want to know, by what it is about: `budget`, `hint`, … */
export type EventSeverity = 'info' | 'warning' | 'critical'

export type NewEvent = {
  /** `budget.threshold`, `hint.anomaly`, `hint.idle`, … */
  readonly kind: string
  readonly severity: EventSeverity
  /** null: it concerns the installation. */
  readonly resourceGroup: string | null
  readonly deploymentId: string | null
  /** For people. */
  readonly message: string
  /** For programs: any JSON. */
  readonly data: Readonly<Record<string, unknown>>
  /** An event with the same word was told before: it is not told again. null: it is told each time. */
  readonly once: string | null
}

export type StoredEvent = NewEvent & {
  /** UUID v4. */
  readonly id: string
  /** Epoch ms. */
  readonly at: number
}
