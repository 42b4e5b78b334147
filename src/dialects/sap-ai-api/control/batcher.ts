import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { BatcherSetting } from '../../../domain/batcher.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { Acknowledged } from './shapes.ts'

type Verbs = Pick<Platform, 'getBatcher' | 'setBatcher' | 'removeBatcher'>

const path = '/v2/admin/deployments/:deploymentId/batcher'
const params = z.object({ deploymentId: AnyId })
const tags = ['Deployment']
const write = { access: { role: 'operator', group: 'header' }, lectern: true } as const
const Setting = BatcherSetting.meta({ id: 'Batcher' })

/** Additions of Lectern: how calls of a deployment are put together for its model. */
export const mountBatcher = (app: ControlApp, platform: Verbs): void => {
  app.get(
    path,
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags,
        operationId: 'batcher.get',
        summary: 'Tells how calls of a deployment are batched',
        params,
        response: { 200: Setting, ...refusals },
      },
    },
    async (request) => platform.getBatcher(callerInGroup(request), request.params.deploymentId),
  )

  app.put(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'batcher.set',
        summary: 'Batches calls of a deployment',
        description: 'Holds from the next call on; no instance is started again.',
        params,
        body: Setting,
        response: { 200: Setting, ...refusals },
      },
    },
    async (request) => platform.setBatcher(callerInGroup(request), request.params.deploymentId, request.body),
  )

  app.delete(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'batcher.remove',
        summary: 'Batches calls of a deployment no more',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId } = request.params
      await platform.removeBatcher(callerInGroup(request), deploymentId)
      return { id: deploymentId, message: 'Batcher removed' }
    },
  )
}
