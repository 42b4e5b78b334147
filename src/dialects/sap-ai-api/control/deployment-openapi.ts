import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { refusals } from './errors.ts'

const Described = z
  .looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
  .meta({ id: 'DeploymentOpenApi', description: 'An OpenAPI 3.1 document' })

/** An addition of Lectern: what a deployment of an own model tells of its calls. */
export const mountDeploymentOpenApi = (app: ControlApp, platform: Pick<Platform, 'describeCalls'>, originOf: OriginOf): void => {
  app.get(
    '/v2/lm/deployments/:deploymentId/openapi',
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags: ['Deployment'],
        operationId: 'deployment.openapi',
        summary: 'Describes the calls of a deployment of an own model, as an OpenAPI document',
        description:
          'V1 and Open Inference Protocol, with schemas and an example as far as the model or the registry tells them; `servers` is the ' +
          'deployment. Works while it is stopped, too, where the registry has a schema or an input example of its model.',
        params: z.object({ deploymentId: AnyId }),
        response: { 200: Described, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId } = request.params
      const server = `${originOf(request)}/v2/inference/deployments/${deploymentId}`
      return platform.describeCalls(callerInGroup(request), deploymentId, server)
    },
  )
}
