import { z } from 'zod'
import type { ChangeFeeds } from '../../../control/change-feed.ts'
import type { AccessDeps } from '../../control/access.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'

export type ChangesDeps = { readonly feeds: ChangeFeeds; readonly identify: AccessDeps['identify'] }

/** `text/event-stream`, for as long as the reader stays and its credential holds. */
export const mountChanges = (app: ControlApp, { feeds, identify }: ChangesDeps): void => {
  app.addHook('preClose', async () => feeds.close())
  app.get(
    '/v2/lm/changes',
    {
      config: { access: { role: 'viewer', group: 'scope' }, lectern: true },
      schema: {
        tags: ['Events'],
        operationId: 'changes.follow',
        summary: 'What changes, as it changes',
        description:
          'Server-sent events: `hello` first, then `change` with `{"kind":"deployments","id":"d…","resourceGroup":"default"}`, at most four a ' +
          'second of a kind (`id` null: several), and a comment every 15 seconds. Of the resource group that the header names, and of what belongs ' +
          'to the installation; an administrator gets all groups with `AI-Tenant-Scope: true` and `AI-Resource-Group: *`. Nothing is kept: who ' +
          'connects again reads anew. Ends with the credential; one credential follows at most 16 times.',
        produces: ['text/event-stream'],
        response: { 200: z.string().describe('text/event-stream'), ...refusals },
      },
    },
    async (request, reply) => {
      const { principal, resourceGroup } = callerInGroup(request)
      const { headers } = request
      const feed = feeds.open({ principal, resourceGroup, again: () => identify(headers) })
      // A proxy in front that gathers answers would hold events back.
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('x-accel-buffering', 'no')
        .send(feed as never)
    },
  )
}
