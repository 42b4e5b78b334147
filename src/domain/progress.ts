/** What goes on before a deployment can answer, as far as it can be measured. */
export type Doing = {
  /** `downloading`, `verifying`: its model file; `installing`: its packages; `pulling`: its image. */
  readonly phase: 'downloading' | 'verifying' | 'installing' | 'pulling'
  /** null: nobody knows. */
  readonly done: number | null
  readonly total: number | null
  readonly unit: 'bytes' | null
}

export type Progress = Doing & {
  /** Of the last seconds; null: not known yet. */
  readonly ratePerSecond: number | null
  /** Until this is done, at that rate. */
  readonly etaMs: number | null
}
