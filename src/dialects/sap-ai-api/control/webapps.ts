import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { PlacedWebapp } from '../../../control/platform/webapps.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { AnyId } from '../../../domain/ids.ts'
import { WebappName } from '../../../domain/webapp.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { refusals } from './errors.ts'
import { Acknowledged, Timestamp } from './shapes.ts'

type Verbs = Pick<Platform, 'getWebapp' | 'openWebapp' | 'closeWebapp'>

const Asked = z
  .strictObject({
    name: WebappName.optional().describe('Of its address; absent: the name of the deployment'),
    title: z.string().trim().min(1).max(100).optional(),
    greeting: z.string().max(2_000).optional().describe('What the page says before anything was asked'),
    public: z.boolean().default(false).describe('Whoever has the address may use it; else people sign in'),
  })
  .meta({ id: 'WebappRequest' })

const Shown = z
  .object({
    name: z.string(),
    url: z.string(),
    title: z.string(),
    greeting: z.string(),
    public: z.boolean(),
    apiKey: z.string().nullable().describe('Id of the key that calls of a public one go by: limit it by quotas'),
    deploymentId: z.string(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Webapp' })

const path = '/v2/lm/deployments/:deploymentId/webapp'
const params = z.object({ deploymentId: AnyId })
const tags = ['Deployment']
const write = { access: { role: 'operator', group: 'header' }, lectern: true } as const

/** Additions of Lectern: a page where people chat with a deployment. */
export const mountWebapps = (app: ControlApp, platform: Verbs, originOf: OriginOf): void => {
  app.get(
    path,
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags,
        operationId: 'webapp.get',
        summary: 'Tells where the chat app of a deployment is',
        params,
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) => shown(await platform.getWebapp(callerInGroup(request), request.params.deploymentId), originOf(request)),
  )

  app.post(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'webapp.open',
        summary: 'Opens a page where people chat with a deployment, or changes it',
        description:
          'People sign in as at the console. A public one, which takes the role admin, calls by an API key of its own that opens this deployment alone: ' +
          'set a quota for that key.',
        params,
        body: Asked,
        response: { 200: Shown, ...refusals },
      },
    },
    async (request) =>
      shown(await platform.openWebapp(callerInGroup(request), request.params.deploymentId, request.body), originOf(request)),
  )

  app.delete(
    path,
    {
      config: write,
      schema: {
        tags,
        operationId: 'webapp.close',
        summary: 'Closes the chat app of a deployment',
        params,
        response: { 200: Acknowledged, ...refusals },
      },
    },
    async (request) => {
      const { deploymentId } = request.params
      await platform.closeWebapp(callerInGroup(request), deploymentId)
      return { id: deploymentId, message: 'Chat app closed' }
    },
  )
}

const shown = ({ deploymentId, webapp }: PlacedWebapp, origin: string): z.infer<typeof Shown> => ({
  name: webapp.name,
  url: `${origin}/webapps/${webapp.name}/`,
  title: webapp.title,
  greeting: webapp.greeting,
  public: webapp.keyId !== null,
  apiKey: webapp.keyId,
  deploymentId,
  createdAt: toTimestamp(webapp.createdAt),
})
