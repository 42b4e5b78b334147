import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import { InferenceLogSetting } from '../../../domain/inference-log.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Acknowledged } from './shapes.ts'

type Verbs = Pick<Platform, 'getInferenceLog' | 'setInferenceLog' | 'removeInferenceLog'>

const path = '/v2/admin/deployments/:deploymentId/inferenceLog'
const params = z.object({ deploymentId: AnyId })
const tags = ['Deployment']
const write = { access: { role: 'operator', group: 'header' }, lectern: true } as const
const Setting = InferenceLogSetting.meta({ id: 'InferenceLog' })

/** What is kept of a deployment's calls, and where. */
export const mountInferenceLog = (app: ControlApp, platform: Verbs): void => {
  app.get(
    path,
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags,
        operationId: 'inferenceLog.get',
        summary: 'Tells what is kept of the calls of a deployment',
        params,
        response: { 200: Setting, ...refusals },
      },
    },
    async (request) => platform.getInferenceLog(callerInGroup(request), request.params.deploymentId),
  )

  app.put(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'inferenceLog.set',
        summary: 'Keeps requests and answers of a deployment',
        description: 'Calls go on as before: what cannot be kept in time is dropped and counted, never waited for.',
        params,
        body: Setting,
        response: { 200: Setting, ...refusals },
      },
    },
    async (request) => platform.setInferenceLog(callerInGroup(request), request.params.deploymentId, request.body),
  )

  app.delete(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'inferenceLog.remove',
        summary: 'Keeps nothing of the calls of a deployment any more',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId } = request.params
      await platform.removeInferenceLog(callerInGroup(request), deploymentId)
      return { id: deploymentId, message: 'Inference log removed' }
    },
  )
}
