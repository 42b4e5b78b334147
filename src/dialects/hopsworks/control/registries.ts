import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot, projectNumber } from '../address.ts'
import { findProject, ofProject } from './projects.ts'
import { described, reads } from './routes.ts'

/** Every project has a registry, with the project's number. */
export const mountRegistries = (
  app: ControlApp,
  platform: Pick<Platform, 'listResourceGroups' | 'enterResourceGroup' | 'createResourceGroup'>,
): void => {
  app.get(
    `${apiRoot}/project/:projectId/modelregistries`,
    {
      config: reads('MODELREGISTRY'),
      schema: described('Lists model registries that the caller may use', { params: ofProject, querystring: z.looseObject({}) }),
    },
    async (request) => {
      const principal = callerOf(request)
      await findProject(platform, principal, request.params.projectId)
      const { items } = await platform.listResourceGroups(principal, [], { top: 10_000, skip: 0 })
      const registries = items.map(({ id }) => ({
        id: projectNumber(id),
        name: id,
        parentProjectName: id,
        projectId: projectNumber(id),
      }))
      return { count: registries.length, items: registries }
    },
  )
}
