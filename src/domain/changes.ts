/** Something is another than it was: what kind of thing, which one, whose. Whoever shows it reads it again. */
export type Change = {
  /** `deployments`, `instances`, `keys`, …: the words of our API. */
  readonly kind: string
  /** null: several, or nobody knows which. */
  readonly id: string | null
  /** null: it belongs to the installation. */
  readonly resourceGroup: string | null
}

export type TellChange = (change: Change) => void
