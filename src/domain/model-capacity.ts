import type { Residency } from './terms.ts'

/** What a unit of capacity is worth for a model. */
export type ModelCapacity = {
  /** A unit of `standard`: requests and tokens a minute. */
  readonly rpmPerUnit: number
  readonly tpmPerUnit: number
  /** How it is had by provisioned units; null: not known. */
  readonly units: UnitRule | null
}

/** Units are had from `minimum` on, in steps. */
export type UnitRule = {
  readonly minimum: number
  readonly step: number
  /** Of one unit. */
  readonly inputTokensPerMinute: number
  /** An output token counts as so many input tokens. */
  readonly outputWeight: number
}

/** What is known of a model and where its calls may be worked on; of one that nobody knows, what is usual. */
export type CapacityOf = (model: string | null, residency: Residency) => ModelCapacity

/** `OpenAI`'s older chat models, and whatever nobody has said anything about. */
export const usualCapacity: ModelCapacity = { rpmPerUnit: 6, tpmPerUnit: 1_000, units: null }
