import { z } from 'zod'
import { DeploymentId } from './ids.ts'
import { ParameterRules } from './parameter-rules.ts'

/** How a deployment is admitted and billed. */
export const deploymentTypes = ['standard', 'serverless', 'provisioned', 'managed-compute', 'batch', 'developer'] as const
export type DeploymentType = (typeof deploymentTypes)[number]

/** Where its calls may be worked on: the provider's region, a zone such as the EU, or anywhere. */
export const residencies = ['regional', 'data-zone', 'global'] as const
export type Residency = (typeof residencies)[number]

/** When it goes on to the model's next version; Azure's names, as its clients write them. */
export const upgradePolicies = ['OnceNewDefaultVersionAvailable', 'OnceCurrentVersionExpired', 'NoAutoUpgrade'] as const
export type UpgradePolicy = (typeof upgradePolicies)[number]

export const serviceTiers = ['default', 'priority'] as const
export type ServiceTier = (typeof serviceTiers)[number]

/** What was agreed on when a deployment was made: how it is hosted, admitted, billed and kept up to date. */
export const Terms = z.object({
  type: z.enum(deploymentTypes),
  residency: z.enum(residencies),
  /**
   * Units of its type: `standard` thousands of tokens a minute; `provisioned` throughput units; `managed-compute` instances;
   * `batch` thousands of input tokens that may wait. null: its type has none, or nothing was said.
   */
  capacity: z.int().positive().nullable(),
  /** null: as its configuration says; `latest` follows the catalog at once, a named version stays. */
  upgradePolicy: z.enum(upgradePolicies).nullable(),
  /** Who answers what this deployment refuses for want of capacity; null: nobody. */
  spilloverTo: DeploymentId.nullable(),
  /** What a call gets that does not ask for a tier itself. */
  serviceTier: z.enum(serviceTiers),
  /** Keeps everything and answers 423 until it is resumed. */
  paused: z.boolean(),
  /** What its calls may say besides what its model takes; absent: no more is said about it. */
  parameterRules: ParameterRules.optional(),
})
export type Terms = Readonly<z.infer<typeof Terms>>

/** Of deployments that were made without a word on it. */
export const usualTerms = (type: DeploymentType): Terms => ({
  type,
  residency: 'global',
  capacity: null,
  upgradePolicy: null,
  spilloverTo: null,
  serviceTier: 'default',
  paused: false,
})

/** What is in force. `hasInstances`: of its own, here; otherwise a provider elsewhere answers. */
export const termsOf = ({ terms }: { readonly terms: Terms | null }, hasInstances: boolean): Terms =>
  terms ?? usualTerms(usualType(hasInstances))

/** What a deployment is that was made without a word on it. */
export const usualType = (hasInstances: boolean): DeploymentType => (hasInstances ? 'managed-compute' : 'serverless')
