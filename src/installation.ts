import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Config } from './config.ts'
import type { GatewaySeen, Installation } from './control/about/about.ts'
import { makePrograms } from './control/about/programs.ts'
import type { RunProgram } from './control/environments/run-program.ts'
import type { Clock } from './domain/clock.ts'
import type { HostFacts } from './executables/define.ts'

type Known = {
  readonly config: Config
  readonly version: string
  readonly host: HostFacts
  readonly clock: Clock
  readonly run: RunProgram
  readonly lastTests: Installation['lastTests']
}

/** What this run of the server is, for who asks about it; `heard` is told of every word of a gateway. */
export function openInstallation({ config, version, host, clock, run, lastTests }: Known) {
  const gateways = new Map<string, GatewaySeen>()
  const { dataDir: dataFolder } = config
  const installation: Installation = {
    version,
    startedAt: clock.now(),
    publicUrl: config.publicUrl ?? null,
    grpcPort: config.grpc?.port ?? null,
    plainOutside: config.tls.kind === 'off' && !isLoopback(config.host) && !config.publicUrl?.startsWith('https:'),
    settings: config,
    dataFolder,
    ledgerFolder: join(dataFolder, 'ledger'),
    logFolder: join(dataFolder, 'logs'),
    host,
    programs: makePrograms({ run, clock }),
    hasOnnx: isInstalled('onnxruntime-node'),
    gateways: () => [...gateways.values()].filter(({ heardAt }) => clock.now() - heardAt <= silentMs),
    lastTests,
  }
  return {
    installation,
    heard(id: string): void {
      const now = clock.now()
      for (const [each, { heardAt }] of gateways) if (now - heardAt > silentMs) gateways.delete(each)
      gateways.set(id, { id, since: gateways.get(id)?.since ?? now, heardAt: now })
    },
  }
}

/** Gateways report every five seconds even where nothing happens. */
const silentMs = 12_000

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false // it is optional: not every machine has it
  }
}
