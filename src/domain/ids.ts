import { z } from 'zod'
import type { ScaledComponent } from './scaling.ts'

/** Any id in a path or filter of SAP AI API v2. */
export const AnyId = z.string().regex(/^[\w.-]{4,64}$/, 'must be 4 to 64 letters, digits, "_", "." or "-"')

export const ResourceGroupId = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9.-]{1,251}[a-zA-Z0-9]$/,
    'must be 3 to 253 letters, digits, "." or "-", and start and end with a letter or digit',
  )
export type ResourceGroupId = z.infer<typeof ResourceGroupId>

/** `d` + 15 hex digits. */
export const DeploymentId = z.string().regex(/^d[0-9a-f]{15}$/, 'must be the id of a deployment: "d" and 15 hex digits')
export type DeploymentId = z.infer<typeof DeploymentId>

/** For those who know deployments by numbers: 48 bits, which JSON carries exactly. */
export const deploymentNumber = (id: DeploymentId): number => Number.parseInt(id.slice(-12), 16)

/** UUID v4. */
export type ConfigurationId = string
/** UUID v4. */
export type ArtifactId = string
/** `<deploymentId>-<8 hex>`; of a transformer `<deploymentId>-transformer-<8 hex>`, so that its log tells what it was. */
export type InstanceId = string

export const componentOf = (id: InstanceId): ScaledComponent =>
  /^d[0-9a-f]{15}-transformer-/.test(id) ? 'transformer' : 'predictor'

/** A deployment's name: unique in its group, part of URLs of the OpenAI and Azure dialects. */
export const DeploymentName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/,
    'must be 1 to 63 letters, digits, ".", "_" or "-", and start with a letter or digit',
  )
export type DeploymentName = z.infer<typeof DeploymentName>

/** Where new ids come from; tests hand in a counter. */
export interface NewIds {
  deployment(): DeploymentId
  instance(deploymentId: DeploymentId, component: ScaledComponent): InstanceId
  uuid(): string
}
