import { z } from 'zod'
import type { Tokens } from '../../access/tokens.ts'
import type { Platform } from '../../control/platform/platform.ts'
import type { PlacedWebapp } from '../../control/platform/webapps.ts'
import { toTimestamp } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { WebappName } from '../../domain/webapp.ts'
import { callerOf } from '../control/access.ts'
import type { ControlApp } from '../control/app.ts'
import { refusals } from '../sap-ai-api/control/errors.ts'
import { Timestamp } from '../sap-ai-api/control/shapes.ts'

export type WebappDeps = {
  readonly platform: Pick<Platform, 'findWebapp'>
  readonly issueKeyToken: Tokens['issueKeyToken']
}

const Page = z.object({
  title: z.string(),
  greeting: z.string(),
  resourceGroup: z.string(),
  deployment: z.object({ id: z.string(), name: z.string() }),
})
const PageShape = Page.meta({ id: 'WebappPage' })
const PublicShape = Page.extend({
  token: z.string().describe('Opens calls of this deployment and nothing else; ask again before it expires'),
  expiresAt: Timestamp.describe('Of the token'),
}).meta({ id: 'PublicWebappPage' })

const params = z.object({ name: WebappName })
const tags = ['Chat apps']

/** What the page of a chat app asks for. Nobody hears of one that they may not use. */
export const mountWebappPages = (app: ControlApp, { platform, issueKeyToken }: WebappDeps): void => {
  app.get(
    '/webapps/:name/app',
    {
      config: { access: { role: 'consumer', group: 'none' } },
      schema: {
        tags,
        operationId: 'webapp.page',
        summary: 'Tells the page of a chat app what it is about',
        params,
        response: { 200: PageShape, ...refusals },
      },
    },
    async (request) => pageOf(await platform.findWebapp(request.params.name, callerOf(request)), request.params.name),
  )

  app.get(
    '/webapps/:name/public',
    {
      config: { access: 'public' },
      schema: {
        tags,
        operationId: 'webapp.public',
        summary: 'The same of one that everybody may use, with a token for minutes',
        params,
        response: { 200: PublicShape, ...refusals },
      },
    },
    async (request) => {
      const found = await platform.findWebapp(request.params.name, null)
      const page = pageOf(found, request.params.name)
      const { token, expiresAt } = await issueKeyToken(found?.webapp.keyId ?? '')
      return { ...page, token, expiresAt: toTimestamp(expiresAt) }
    },
  )
}

function pageOf(found: PlacedWebapp | null, name: string): z.infer<typeof Page> {
  if (!found) throw new Failure('not_found', `there is no chat app ${name}`, { target: 'name' })
  const { deploymentId, deploymentName, webapp } = found
  const { title, greeting, resourceGroup } = webapp
  return { title, greeting, resourceGroup, deployment: { id: deploymentId, name: deploymentName } }
}
