import { z } from 'zod'
import type { Scenario } from '../../../control/platform/scenarios.ts'
import { AnyId } from '../../../domain/ids.ts'
import { toOffsetTimestamp } from './render-times.ts'
import { AnyLabel, Timestamp } from './shapes.ts'

export const ScenarioShape = z
  .object({
    id: AnyId,
    name: z.string(),
    description: z.string(),
    labels: z.array(AnyLabel),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'Scenario' })

export const renderScenario = ({ id, name, description, labels, createdAt }: Scenario): z.infer<typeof ScenarioShape> => ({
  id,
  name,
  description,
  labels: [...labels],
  createdAt: toOffsetTimestamp(createdAt),
  modifiedAt: toOffsetTimestamp(createdAt),
})
