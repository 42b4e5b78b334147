import type { Machine } from '../../domain/resources.ts'
import type { TestedConnection } from '../connections/connections.ts'
import type { ControlDeps } from '../deps.ts'
import { type LedgerLag, ledgerLag } from './ledger-lag.ts'
import { type MachineNow, machineNow } from './machine.ts'
import type { Found, Programs } from './programs.ts'
import { shownSettings } from './shown-settings.ts'

/** What this run of the server is and where it stands; the composition root knows. */
export type Installation = {
  readonly version: string
  /** Epoch ms. */
  readonly startedAt: number
  /** Under which callers reach it, where that was configured. */
  readonly publicUrl: string | null
  readonly grpcPort: number | null
  /** Whether credentials may travel over a network as they are. */
  readonly plainOutside: boolean
  /** All settings there are, secrets among them: what is shown of them is decided here. */
  readonly settings: object
  readonly dataFolder: string
  /** `ledger/` of the data directory. */
  readonly ledgerFolder: string
  /** `logs/` of the data directory. */
  readonly logFolder: string
  readonly host: {
    readonly python: string | null
    readonly llamaServer: string | null
    readonly containerSocket?: string | null
    readonly machine?: Machine
  }
  readonly programs: Programs
  /** Whether the runtime for ONNX is installed. */
  readonly hasOnnx: boolean
  /** Gateways that report. */
  readonly gateways: () => readonly GatewaySeen[]
  readonly lastTests: () => readonly TestedConnection[]
}

export type GatewaySeen = { readonly id: string; readonly since: number; readonly heardAt: number }

export type AboutDeps = Pick<ControlDeps, 'store' | 'clock' | 'engine'> & {
  readonly tenantId: string
  readonly installation: Installation
}

/** For everybody. Times are epoch ms. */
export type About = Pick<Installation, 'version' | 'startedAt' | 'publicUrl' | 'grpcPort'> & {
  readonly uptimeSeconds: number
  readonly installationId: string
}

/** For who may see all of the installation. */
export type SystemFacts = {
  readonly store: { readonly kind: string; readonly bytes: number }
  readonly ledger: LedgerLag
  readonly gateways: readonly GatewaySeen[]
  readonly machine: MachineNow
  /** What instances may be given together; null: nobody knows. */
  readonly forInstances: { readonly cores: number; readonly memoryMb: number; readonly gpus: number } | null
  readonly engines: readonly EngineFacts[]
  /** By name; null: there is none. `path` is `built-in` for what comes along. */
  readonly runtimes: { readonly node: Found; readonly python: Found | null; readonly llama: Found; readonly onnx: Found | null }
  readonly settings: Readonly<Record<string, unknown>>
}

export type EngineFacts = {
  readonly id: 'processes' | 'containers'
  readonly healthy: boolean
  readonly instances: number | null
  readonly message: string
}

export const readAbout =
  ({ clock, tenantId, installation }: AboutDeps) =>
  (): About => {
    const { version, startedAt, publicUrl, grpcPort } = installation
    const uptimeSeconds = Math.max(0, Math.floor((clock.now() - startedAt) / 1_000))
    return { version, startedAt, publicUrl, grpcPort, uptimeSeconds, installationId: tenantId }
  }

export const readSystem = (deps: AboutDeps) => async (): Promise<SystemFacts> => {
  const { store, clock, installation } = deps
  const { host, programs } = installation
  const [bytes, ledger, machine, engines, python, llama] = await Promise.all([
    store.size(),
    ledgerLag(store, installation.ledgerFolder, clock.now()),
    machineNow(installation.dataFolder),
    enginesOf(deps),
    programs.program(host.python),
    programs.program(host.llamaServer),
  ])
  const builtIn = { path: 'built-in', version: null, trouble: null }
  return {
    store: { kind: store.kind, bytes },
    ledger,
    gateways: installation.gateways(),
    machine,
    forInstances: host.machine
      ? { cores: host.machine.cores, memoryMb: host.machine.memoryMb, gpus: host.machine.gpus.length }
      : null,
    engines,
    runtimes: {
      node: { ...builtIn, version: machine.node.replace(/^v/, '') },
      python,
      llama: llama ?? builtIn,
      onnx: installation.hasOnnx ? builtIn : null,
    },
    settings: shownSettings(installation.settings),
  }
}

async function enginesOf({ engine, installation }: AboutDeps): Promise<readonly EngineFacts[]> {
  const { host, programs } = installation
  const [limiter, instances, container] = await Promise.all([
    engine.limitedBy().catch(() => null),
    engine.observe().then(
      (all) => all.length,
      () => null,
    ),
    programs.engineAt(host.containerSocket ?? null),
  ])
  const limited = limiter === null ? 'instances are not kept to their limits' : `instances are kept to their limits by ${limiter}`
  const process = { id: 'processes', healthy: instances !== null, instances, message: limited } as const
  if (!container) return [process]
  const message = container.trouble ?? `version ${container.version} at ${container.path}`
  return [process, { id: 'containers', healthy: container.trouble === null, instances: null, message }]
}
