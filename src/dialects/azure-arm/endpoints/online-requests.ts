import { z } from 'zod'
import { sameName } from '../accounts.ts'

const readOnly = z.unknown().optional()
const Texts = z.record(z.string().min(1).max(512), z.string().max(4096).nullable())
const Tags = z.record(z.string().min(1).max(512), z.string().max(256))
const Percent = z.int('must be a whole number').min(0).max(100)

/** Names of deployments of an endpoint, with shares of the calls in percent. */
const Shares = z.record(z.string().max(255), Percent)

const envelope = (location: string) => ({
  location: z
    .string()
    .nullish()
    .refine((asked) => !asked || sameName(asked, location), {
      error: `must be ${location}: this server is in one place, named by its setting region`,
    }),
  kind: z.string().max(64).nullish(),
  tags: Tags.nullish(),
  id: readOnly,
  name: readOnly,
  type: readOnly,
  systemData: readOnly,
})

export const EndpointRequest = (location: string) =>
  z
    .strictObject({
      ...envelope(location),
      properties: z.strictObject({
        authMode: z.enum(['Key', 'AMLToken', 'AADToken']),
        description: z.string().max(1024).nullish(),
        properties: Texts.nullish(),
        publicNetworkAccess: z.literal('Enabled').nullish(),
        traffic: Shares.nullish().describe('Shares of the calls in percent, by deployment: 100 together, or 0'),
        mirrorTraffic: Shares.nullish().describe('One deployment that gets copies of up to 50 % of the calls'),
        provisioningState: readOnly,
        scoringUri: readOnly,
        swaggerUri: readOnly,
        keys: z.null().optional().describe('Keys are made here; read them with listKeys'),
      }),
    })
    .meta({ id: 'ArmOnlineEndpoint' })
export type EndpointRequest = z.infer<ReturnType<typeof EndpointRequest>>

export const EndpointPatch = z.strictObject({ tags: Tags.nullish() }).meta({ id: 'ArmOnlineEndpointPatch' })

const Sku = z.strictObject({
  name: z.literal('Default').nullish(),
  capacity: z.int().min(1).max(1_000).nullish().describe('Instances'),
  tier: z.string().max(32).nullish(),
})

export const OnlineDeploymentRequest = (location: string) =>
  z
    .strictObject({
      ...envelope(location),
      sku: Sku.nullish(),
      properties: z.strictObject({
        endpointComputeType: z.literal('Managed'),
        model: z
          .string()
          .min(1)
          .max(1024)
          .nullish()
          .describe('A registered model: azureml:<name>:<version>, azureml://registries/…/models/<name>/versions/<version>'),
        environmentId: z
          .string()
          .min(1)
          .max(1024)
          .nullish()
          .describe('The executable that runs it: azureml:<executable>; default: the only one that does'),
        instanceType: z.string().min(1).max(64).nullish().describe('Name of a resource plan'),
        description: z.string().max(1024).nullish(),
        properties: Texts.nullish().describe('More parameters of the executable'),
        appInsightsEnabled: z.literal(false).nullish(),
        egressPublicNetworkAccess: z.enum(['Enabled', 'Disabled']).nullish(),
        scaleSettings: z.strictObject({ scaleType: z.literal('Default') }).nullish(),
        provisioningState: readOnly,
      }),
    })
    .meta({ id: 'ArmOnlineDeployment' })
export type OnlineDeploymentRequest = z.infer<ReturnType<typeof OnlineDeploymentRequest>>

export const OnlineDeploymentPatch = z
  .strictObject({ tags: Tags.nullish(), sku: Sku.nullish() })
  .meta({ id: 'ArmOnlineDeploymentPatch' })

export const LogRequest = z
  .strictObject({
    containerType: z.enum(['InferenceServer', 'StorageInitializer']).nullish(),
    tail: z.int().min(1).max(5_000).nullish().describe('Lines from the end; default: 1000'),
  })
  .nullish()
