import { mustAllow } from '../../decide/transition.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { Caller } from './caller.ts'
import { type ChangeDeps, findDeployment } from './change-deployment.ts'
import { mustFindConfiguration } from './configurations.ts'
import { mustBePlaceable } from './placeable.ts'
import { mustHaveInstances, type ScalingAsked, scalingAfter } from './scaling.ts'
import { writeChange } from './write-want.ts'

/** How many instances there may be. Nothing is restarted for it; what is stopped keeps it for its next start. */
export const scaleDeployment =
  (deps: ChangeDeps) =>
  async (caller: Caller, id: string, asked: ScalingAsked): Promise<Deployment> => {
    const deployment = await findDeployment(deps, caller, id)
    mustAllow('scale', deployment)
    if (!deployment.spread || asked.transformer) {
      const configuration = await mustFindConfiguration(deps, caller.resourceGroup, deployment.configurationId)
      mustHaveInstances(await mustBePlaceable(deps, configuration), asked, deployment.spread !== null)
    }
    const scaling = scalingAfter(deployment.scaling, asked)
    return writeChange(deps, caller, deployment, { ...deployment, scaling, lastOperation: 'UPDATE' })
  }
