import { z } from 'zod'
import { mostTargets, mostWeight } from '../../../control/platform/targets.ts'
import { type Deployment, deploymentStatuses, hangupPolicies, targetStrategies } from '../../../domain/deployment.ts'
import { AnyId } from '../../../domain/ids.ts'

/** Several configurations behind one deployment, as they are asked for and shown: an addition of Lectern. */

const Target = z
  .object({
    configurationId: AnyId,
    weight: z
      .int()
      .min(0)
      .max(mostWeight)
      .optional()
      .describe('Share of the calls, as a part of the sum of all weights; 0 runs and takes none; default 1'),
  })
  .meta({ id: 'DeploymentTarget' })

export const TargetList = z.array(Target).min(1).max(mostTargets)

export const Strategy = z.enum(targetStrategies).meta({
  description:
    'weighted (default): by chance, in proportion to the weights; ordered: the first that runs and is not in trouble. Either way calls go to another target where one fails before it worked on them',
  'x-lectern': true,
})

export const OnHangup = z.enum(hangupPolicies).meta({
  description:
    "When a caller goes away: abort (default) cuts the backend's answer off; drain reads it to its end, so that its usage is known",
  'x-lectern': true,
})

export const asked = (targets: z.infer<typeof TargetList>) =>
  targets.map(({ configurationId, weight = null }) => ({ configurationId, weight }))

export const TargetsShown = z
  .array(
    Target.extend({
      status: z.enum(deploymentStatuses).optional().describe('Of this target alone'),
      statusMessage: z.string().max(256).optional(),
    }),
  )
  .optional()
  .meta({ id: 'DeploymentTargets', description: 'Where there are several', 'x-lectern': true })

/** Nothing of a deployment that has one target and the usual policy: what clients always saw stays as it is. */
export const renderTargets = ({ spread, onHangup, targetsSeen, observedGeneration, generation }: Deployment) => ({
  ...(onHangup === 'abort' ? {} : { onHangup }),
  ...(spread && {
    targetStrategy: spread.strategy,
    targets: spread.targets.map(({ configurationId, weight }) => {
      const seen = observedGeneration === generation && targetsSeen?.find((each) => each.configurationId === configurationId)
      return {
        configurationId,
        ...(spread.strategy === 'weighted' ? { weight } : {}),
        ...(seen ? { status: seen.status, ...(seen.message === '' ? {} : { statusMessage: seen.message }) } : {}),
      }
    }),
  }),
})
