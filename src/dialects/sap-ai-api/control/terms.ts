import { z } from 'zod'
import type { TermsAsked } from '../../../decide/settle-terms.ts'
import type { Deployment } from '../../../domain/deployment.ts'
import { DeploymentId } from '../../../domain/ids.ts'
import { ParameterRules } from '../../../domain/parameter-rules.ts'
import { deploymentTypes, residencies, serviceTiers, upgradePolicies } from '../../../domain/terms.ts'
import { given } from './queries.ts'

/** How a deployment is hosted, admitted and billed, as it is asked for and shown: an addition of Lectern. */

const described = <S extends z.ZodType>(schema: S, description: string) => schema.meta({ description, 'x-lectern': true })

const Type = described(
  z.enum(deploymentTypes),
  'How it is admitted and billed: standard (by tokens, with capacity from a pool), serverless (by tokens, no pool), provisioned (by reserved throughput units), managed-compute (by instance time), batch (by tokens, at half the price), developer (by tokens, gone after a day)',
)
const Residency = described(z.enum(residencies), "Where calls may be worked on: the provider's region, its zone, or anywhere")
const Capacity = described(
  z.int().positive(),
  'standard: thousands of tokens a minute; provisioned: throughput units; managed-compute: instances; batch: thousands of input tokens that may wait',
)
const UpgradePolicy = described(z.enum(upgradePolicies), "When it goes on to the model's next version")
const Spillover = described(DeploymentId, 'Id of the deployment that answers what this one refuses for want of capacity')
const ServiceTier = described(z.enum(serviceTiers), 'What a call gets that does not ask for a tier itself')

const Rules = described(
  ParameterRules,
  'What calls may say besides what the model takes; a call that does not heed it is refused. max_tokens is the bound of the answer under whatever name. On a change all of them; null: none any more',
)

/** Of a request: what is absent is as usual, or stays as it is. */
export const TermsFields = {
  deploymentType: Type.optional(),
  residency: Residency.optional(),
  capacity: Capacity.nullish(),
  upgradePolicy: UpgradePolicy.nullish(),
  spilloverDeployment: Spillover.nullish(),
  serviceTier: ServiceTier.optional(),
  parameterRules: Rules.nullish(),
}

export const TermsShown = {
  deploymentType: Type.optional(),
  residency: Residency.optional(),
  capacity: Capacity.optional(),
  upgradePolicy: UpgradePolicy.optional(),
  spilloverDeployment: Spillover.optional(),
  serviceTier: ServiceTier.optional(),
  parameterRules: Rules.optional(),
  paused: described(z.boolean(), 'Its calls are answered 423').optional(),
}

type Fields = z.infer<z.ZodObject<typeof TermsFields>>

/** undefined: nothing was said of them. */
export function termsIn(body: Fields): TermsAsked | undefined {
  const { deploymentType: type, residency, capacity, upgradePolicy, spilloverDeployment: spilloverTo } = body
  const { serviceTier, parameterRules } = body
  const asked: TermsAsked = given({ type, residency, capacity, upgradePolicy, spilloverTo, serviceTier, parameterRules })
  return Object.keys(asked).length === 0 ? undefined : asked
}

/** Nothing of a deployment that was made without a word on them: what clients always saw stays as it is. */
export const renderTerms = ({ terms }: Pick<Deployment, 'terms'>): z.infer<z.ZodObject<typeof TermsShown>> => {
  if (!terms) return {}
  const { type, residency, capacity, upgradePolicy, spilloverTo, serviceTier, paused, parameterRules } = terms
  return {
    deploymentType: type,
    residency,
    ...(capacity === null ? {} : { capacity }),
    ...(upgradePolicy === null ? {} : { upgradePolicy }),
    ...(spilloverTo === null ? {} : { spilloverDeployment: spilloverTo }),
    ...(serviceTier === 'default' ? {} : { serviceTier }),
    ...(parameterRules ? { parameterRules } : {}),
    ...(paused ? { paused } : {}),
  }
}
