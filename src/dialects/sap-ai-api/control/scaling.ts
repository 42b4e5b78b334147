import { z } from 'zod'
import type { Deployment } from '../../../domain/deployment.ts'
import { isElastic, policyOf, ScalingChange, ScalingPolicy } from '../../../domain/scaling.ts'

/** How many instances a deployment has, as it is asked for and shown: an addition of Lectern. */

export const ScalingRequest = z
  .strictObject({ predictor: ScalingChange.nullable(), transformer: ScalingChange.nullable() })
  .partial()
  .meta({
    id: 'DeploymentScaling',
    description:
      'How many instances it may have; what is left out stays as it is, null is one instance again. Nothing is restarted for it',
    'x-lectern': true,
  })

const Shown = ScalingPolicy.safeExtend({
  instances: z.int().optional().describe('How many are wanted now'),
  running: z.int().optional().describe('How many calls may go to'),
  reason: z.string().optional().describe('Why so many'),
})

export const ScalingShown = z
  .object({ predictor: Shown, transformer: Shown })
  .partial()
  .meta({ id: 'DeploymentScalingShown', description: 'Where it was set', 'x-lectern': true })

/** Nothing of a deployment for which nothing was set: what clients always saw stays as it is. */
export const renderScaling = ({ scaling, scaled, instancesRunning }: Deployment) => {
  if (scaling === null) return {}
  const shown: z.infer<typeof ScalingShown> = {}
  for (const component of ['predictor', 'transformer'] as const) {
    const policy = scaling[component]
    if (!policy) continue
    // What was chosen while the load decided says nothing about a fixed number.
    const chosen = isElastic(policy) ? scaled?.[component] : null
    const running = instancesRunning?.[component]
    shown[component] = {
      ...policy,
      ...(chosen ? { instances: chosen.instances, reason: chosen.why } : {}),
      ...(running === undefined ? {} : { running }),
    }
  }
  return { scaling: shown }
}

const Count = z.object({ running: z.int(), least: z.int(), most: z.int() })

export const InstancesShown = z.object({ predictor: Count, transformer: Count }).partial().meta({
  description: 'How many run, and the bounds of how many are wanted. Absent: it has none here, its model is elsewhere',
  'x-lectern': true,
})

export const renderInstances = ({ scaling, instancesRunning }: Deployment): z.infer<typeof InstancesShown> | null => {
  if (instancesRunning === null) return null
  const shown: z.infer<typeof InstancesShown> = {}
  for (const component of ['predictor', 'transformer'] as const) {
    const running = instancesRunning[component]
    if (running === undefined) continue
    const { minInstances: least, maxInstances: most } = policyOf(scaling, component)
    shown[component] = { running, least, most }
  }
  return shown
}

/** SAP's own words for the same, in `details`. */
export const renderReplicas = ({ scaling, instancesRunning }: Deployment): Record<string, unknown> => {
  if (scaling === null || instancesRunning === null) return {}
  const { minInstances, maxInstances } = policyOf(scaling, 'predictor')
  const runningReplicas = instancesRunning.predictor ?? 0
  return { predictor: { minReplicas: minInstances, maxReplicas: maxInstances, runningReplicas } }
}
