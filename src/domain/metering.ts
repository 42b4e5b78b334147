import type { DeploymentType, Residency } from './terms.ts'

/** Whose time is charged, and what rate cards tell it by. */
export type MeteredFacts = {
  readonly kind: 'instance' | 'unit'
  readonly resourceGroup: string
  readonly deploymentId: string
  readonly deploymentName: string
  readonly executableId: string
  readonly model: string | null
  readonly version: string | null
  readonly deploymentType: DeploymentType | null
  readonly residency: Residency | null
  /** Name of the resource plan; of instances. */
  readonly instanceType: string | null
  /** Instances (1) or provisioned units. */
  readonly units: number
}

/** Of one instance or one unit. */
export type HourlyRate = { readonly id: string; readonly nanoPerHour: number; readonly currency: string }

/** What is being metered, and the row that it is written to now. */
export type Metering = {
  /** Instance id, or `units:<deployment id>`. */
  readonly subject: string
  /** Where that row begins. Epoch ms. */
  readonly startedAt: number
  /** Where it ends: all until then is written down. */
  readonly until: number
  readonly facts: MeteredFacts
  /** null: nobody has said what it costs. */
  readonly rate: HourlyRate | null
  /** It has ended, and is kept in mind for as long as it is still seen. */
  readonly over: boolean
}

/** A part of an hour in which it ran without a break, with one rate. Epoch ms. */
export type MeteredSpan = { readonly subject: string; readonly startedAt: number; readonly endedAt: number }

export type Metered = MeteredSpan &
  MeteredFacts & {
    /** Nano-units of `currency`; null: unknown, which is not zero. */
    readonly cost: number | null
    readonly currency: string | null
    readonly nanoPerHour: number | null
    /** Id of the rate card. */
    readonly rateId: string | null
  }
