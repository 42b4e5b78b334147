import { z } from 'zod'
import { Day, TokenRates } from './catalog.ts'
import { deploymentTypes, residencies, serviceTiers } from './terms.ts'

/** What is charged: tokens of calls, time of instances, time of provisioned units. */
export const rateKinds = ['tokens', 'instance', 'unit'] as const
export type RateKind = (typeof rateKinds)[number]

/** What a card is for, the most telling first: where two are in force, the one that names what comes first here counts. */
export const rateFacts = [
  'model',
  'instanceType',
  'serviceTier',
  'deploymentType',
  'modelVersion',
  'executableId',
  'residency',
] as const

const name = z.string().min(1).max(128).nullable().default(null)

/** Nano-units an hour. */
export const NanoPerHour = z.int().nonnegative().max(9_000_000_000_000)

/** What things cost from a day on. Facts that are null are any. */
export const Rate = z.strictObject({
  /** UUID v4. */
  id: z.string(),
  kind: z.enum(rateKinds),
  model: name,
  modelVersion: name,
  executableId: name,
  deploymentType: z.enum(deploymentTypes).nullable().default(null),
  residency: z.enum(residencies).nullable().default(null),
  /** Of tokens. */
  serviceTier: z.enum(serviceTiers).nullable().default(null),
  /** Name of a resource plan; of instances. */
  instanceType: name,
  /** Midnight UTC at its start. */
  validFrom: Day,
  /** First day on which it holds no more; null: none. */
  validUntil: Day.nullable().default(null),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, as in ISO 4217'),
  /** Of tokens; null of the other kinds. */
  tokens: TokenRates.nullable().default(null),
  /** Of one instance or one unit; null of tokens. */
  nanoPerHour: NanoPerHour.nullable().default(null),
  /** Where the figure is from. */
  source: z.string().max(256).default('operator'),
  /** Id of a card that this one corrects: that one is out of force for as long as this one is there. */
  replaces: z.string().nullable().default(null),
})
export type Rate = Readonly<z.infer<typeof Rate>>

/** What is charged, as cards tell it apart. `deploymentType` null: nothing was agreed; a provider elsewhere is then `serverless`, instances here `managed-compute`. */
export type Charged = {
  readonly executableId: string
  readonly model: string | null
  readonly modelVersion: string | null
  readonly deploymentType: Rate['deploymentType']
  readonly residency: Rate['residency']
  readonly serviceTier: Rate['serviceTier']
  readonly instanceType: string | null
  /** A provider elsewhere answers. */
  readonly elsewhere: boolean
}
