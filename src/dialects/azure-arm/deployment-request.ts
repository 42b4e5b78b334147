import { z } from 'zod'
import { upgradePolicies } from '../../domain/terms.ts'
import { skuNames } from './skus.ts'

/** What a server says of a resource; clients send it back as they got it, and it changes nothing. */
const readOnly = z.unknown().optional().describe('Read-only')

const Sku = z
  .strictObject({
    name: z.enum(skuNames),
    capacity: z
      .int()
      .positive()
      .nullish()
      .describe('Thousands of tokens a minute, provisioned units or instances; default: as is usual'),
  })
  .meta({ id: 'ArmDeploymentSku' })

const Tags = z.record(z.string().min(1).max(512), z.string().max(256)).refine((tags) => Object.keys(tags).length <= 50, {
  error: 'must be at most 50 tags',
})

const Text = z.string().min(1).max(256)

const Model = z
  .strictObject({
    format: Text.describe('Who made it, as in the list of models: OpenAI, Meta, …; Custom: a model of your own'),
    name: Text,
    version: z.string().max(64).nullish().describe('Default: the default version of today'),
    publisher: Text.nullish().describe('The same as format'),
    source: Text.nullish().describe('Where several have it: the name of the connection, or of the executable'),
    callRateLimit: readOnly,
  })
  .meta({ id: 'ArmDeploymentModel' })

const content = {
  versionUpgradeOption: z.enum(upgradePolicies).nullish(),
  spilloverDeploymentName: Text.nullish(),
  serviceTier: z.enum(['Default', 'Priority']).nullish(),
  raiPolicyName: z
    .enum(['Microsoft.Default', 'Microsoft.DefaultV2'])
    .nullish()
    .describe('Content is filtered as the provider does it by default; there is no other policy'),
  dynamicThrottlingEnabled: z.literal(false).nullish(),
  provisioningState: readOnly,
  deploymentState: readOnly,
  capabilities: readOnly,
  rateLimits: readOnly,
  callRateLimit: readOnly,
  currentCapacity: readOnly,
}

const envelope = {
  id: readOnly,
  name: readOnly,
  type: readOnly,
  etag: readOnly,
  systemData: readOnly,
}

export const DeploymentRequest = z
  .strictObject({
    ...envelope,
    sku: Sku.nullish(),
    tags: Tags.nullish(),
    properties: z.strictObject({ ...content, model: Model }),
  })
  .meta({ id: 'ArmDeployment' })
export type DeploymentRequest = z.infer<typeof DeploymentRequest>

export const DeploymentPatch = z
  .strictObject({
    sku: Sku.partial().nullish(),
    tags: Tags.nullish(),
  })
  .meta({ id: 'ArmDeploymentPatch' })
export type DeploymentPatch = z.infer<typeof DeploymentPatch>
