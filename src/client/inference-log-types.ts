export type InferenceLogSink = {
  readonly kind: string
  readonly url?: string
  readonly brokers?: readonly string[]
  readonly topic?: string
  readonly partitions?: number
  readonly replicas?: number
  readonly mustExist?: boolean
  readonly format?: string
  readonly tls?: boolean
  readonly ca?: string
  readonly authentication?: {
    readonly kind: string
    readonly name?: string
    readonly mechanism?: string
    readonly username?: string
    /** Goes in, and is never answered. */
    readonly secret?: string
    readonly secretSet?: boolean
  }
}

export type Batcher = {
  readonly enabled: boolean
  readonly maxBatchSize: number
  /** Milliseconds. */
  readonly maxLatency: number
  /** Seconds. */
  readonly timeout: number
  readonly maxQueue?: number
  readonly answers: string
}

export type InferenceLog = {
  readonly mode: string
  readonly sampling: number
  readonly redactFields: readonly string[]
  readonly maxBodyBytes: number
  readonly sink: InferenceLogSink
  readonly onRequest: boolean
  readonly component?: string
  readonly metadataHeaders: readonly string[]
}
