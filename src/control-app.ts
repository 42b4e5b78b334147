import { randomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import type { openAccess } from './control/open-access.ts'
import type { openReconciling } from './control/open-reconciling.ts'
import type { openWatching } from './control/open-watching.ts'
import type { ControlApp } from './dialects/control/app.ts'
import { makeOriginOf } from './dialects/control/origin.ts'
import { buildControlApp, makeControlDialects } from './dialects/control.ts'
import type { Store } from './store/store.ts'
import { systemIds } from './system.ts'
import type { Log } from './telemetry/logger.ts'

type Verbs = Pick<
  Parameters<typeof makeControlDialects>[0],
  'batches' | 'platform' | 'people' | 'connections' | 'models' | 'registry' | 'templates'
>

export type ControlAppParts = Verbs & {
  readonly config: Config
  readonly version: string
  readonly access: Pick<Awaited<ReturnType<typeof openAccess>>, 'identify' | 'tokens'>
  readonly watching: Pick<ReturnType<typeof openWatching>, 'feeds' | 'audit'>
  readonly store: Pick<Store, 'dialectRecords' | 'settings'>
  readonly metrics: Pick<ReturnType<typeof openReconciling>['metrics'], 'render'>
  /** Where the console was built into. */
  readonly consoleFolder: string
  readonly log: Log
}

/** The API in every dialect, with the console and the documentation; it listens nowhere yet. */
export function openControlApp(parts: ControlAppParts): ControlApp {
  const { config, version, access, watching, store, metrics, consoleFolder, log, ...verbs } = parts
  const dialects = makeControlDialects({
    ...verbs,
    dialectRecords: store.dialectRecords,
    settings: store.settings,
    inferencePort: config.inferencePort ? { port: config.inferencePort, tls: config.tls.kind !== 'off' } : null,
    tokenGrant: access.tokens.tokenGrant,
    issueKeyToken: access.tokens.issueKeyToken,
    originOf: makeOriginOf(config.publicUrl ?? null),
    changes: { feeds: watching.feeds, identify: access.identify },
    location: config.region,
    version,
  })
  const app = buildControlApp({
    dialects,
    identify: access.identify,
    enterResourceGroup: verbs.platform.enterResourceGroup,
    audit: watching.audit,
    console: { folder: consoleFolder, random: randomBytes },
    version,
    newRequestId: systemIds.uuid,
    log,
  })
  // Only gateways reach this app's socket, and they answer /metrics themselves, adding this text to their own.
  app.get('/metrics', { config: { access: 'public' }, schema: { hide: true } }, async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.render()),
  )
  return app
}
