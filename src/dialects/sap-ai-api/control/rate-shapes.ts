import { z } from 'zod'
import { Day, TokenRates } from '../../../domain/catalog.ts'
import { NanoPerHour, Rate, rateKinds } from '../../../domain/rates.ts'
import { deploymentTypes, residencies, serviceTiers } from '../../../domain/terms.ts'

const fact = z.string().min(1).max(128).nullish()

export const RateShape = Rate.meta({ id: 'RateCardInForce', description: 'What things cost from a day on; null: any' })

export const RateRequest = z
  .strictObject({
    kind: z.enum(rateKinds).describe('What is charged: tokens of calls, time of instances, time of provisioned units'),
    model: fact.describe('Absent or null, as all that follows: any'),
    modelVersion: fact,
    executableId: fact,
    deploymentType: z.enum(deploymentTypes).nullish(),
    residency: z.enum(residencies).nullish(),
    serviceTier: z.enum(serviceTiers).nullish().describe('Of tokens'),
    instanceType: fact.describe('Name of a resource plan; of instances'),
    validFrom: Day.describe('First day on which it holds, in UTC'),
    validUntil: Day.nullish().describe('First day on which it holds no more'),
    currency: Rate.shape.currency.default('USD'),
    tokens: TokenRates.nullish().describe('Nano-units per million tokens; null: that kind has no rate'),
    nanoPerHour: NanoPerHour.nullish().describe('Nano-units an hour, of one instance or one unit'),
    source: z.string().max(256).default('operator').describe('Where the figure is from'),
    replaces: z.uuid().nullish().describe('Id of a card that this one corrects: it is out of force while this one is there'),
  })
  .meta({ id: 'RateCardRequest' })

export const RatePatch = z
  .strictObject({
    validFrom: Day.optional(),
    validUntil: Day.nullable().optional(),
    tokens: TokenRates.optional(),
    nanoPerHour: NanoPerHour.optional(),
    source: z.string().max(256).optional(),
  })
  .meta({ id: 'RateCardPatch' })

export const newRate = (body: z.infer<typeof RateRequest>) => ({
  kind: body.kind,
  model: body.model ?? null,
  modelVersion: body.modelVersion ?? null,
  executableId: body.executableId ?? null,
  deploymentType: body.deploymentType ?? null,
  residency: body.residency ?? null,
  serviceTier: body.serviceTier ?? null,
  instanceType: body.instanceType ?? null,
  validFrom: body.validFrom,
  validUntil: body.validUntil ?? null,
  currency: body.currency,
  tokens: body.tokens ?? null,
  nanoPerHour: body.nanoPerHour ?? null,
  source: body.source,
  replaces: body.replaces ?? null,
})
