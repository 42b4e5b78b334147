import { z } from 'zod'
import { lifecycles } from '../../../decide/model-version.ts'

/** Free pairs: `{ inputCost: '0.0025' }`, one object each. */
const Pairs = z.array(z.record(z.string(), z.string())).readonly()
const Texts = z.array(z.string()).readonly()

const ModelVersionShape = z
  .object({
    name: z.string(),
    isLatest: z.boolean(),
    deprecated: z.boolean(),
    retirementDate: z.string().describe('ISO 8601, or "" where none is announced'),
    contextLength: z.int().optional(),
    inputTypes: Texts,
    capabilities: Texts,
    metadata: Pairs.describe(`Among them lifecycle: ${lifecycles.join(', ')}`),
    cost: Pairs.describe('Per thousand tokens'),
    suggestedReplacements: Texts,
    streamingSupported: z.boolean(),
    orchestrationCapabilities: Texts,
  })
  .meta({ id: 'ModelVersion' })

export const ModelShape = z
  .object({
    model: z.string(),
    executableId: z.string(),
    description: z.string(),
    displayName: z.string(),
    accessType: z.string(),
    provider: z.string(),
    allowedScenarios: z.array(z.object({ scenarioId: z.string(), executableId: z.string() })).readonly(),
    versions: z.array(ModelVersionShape).readonly(),
  })
  .meta({ id: 'Model' })
