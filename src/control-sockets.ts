import { openGatewayLink } from './control/gateway-link.ts'
import type { openBooks } from './control/open-books.ts'
import type { Publisher } from './control/publish.ts'
import type { ControlApp } from './dialects/control/app.ts'
import type { LoadReport } from './domain/route.ts'
import { apiSocketIn, linkSocketIn, removeSockets } from './supervisor/child-settings.ts'
import type { Log } from './telemetry/logger.ts'

export type ControlSocketsDeps = {
  /** The private directory that the sockets are in. */
  readonly runDir: string
  readonly app: ControlApp
  readonly publisher: Publisher
  readonly hear: (load: LoadReport) => void
  readonly limits: Pick<ReturnType<typeof openBooks>['limits'], 'prepare'>
  readonly log: Log
}

/** Where gateways reach control: one socket for the API, one for the table of routes that they follow. */
export async function openControlSockets({ runDir, app, publisher, hear, limits, log }: ControlSocketsDeps) {
  await removeSockets(runDir)
  const link = await openGatewayLink(publisher, hear, linkSocketIn(runDir), () =>
    limits.prepare().catch((error) => {
      log.error({ err: error }, 'a gateway starts without the last minute’s calls and what was spent')
      return []
    }),
  )
  await app.listen({ path: apiSocketIn(runDir) })
  return {
    async close(): Promise<void> {
      await app.close()
      link.closeAllConnections()
      link.close()
    },
  }
}
