import { join } from 'node:path'
import type { Clock } from './domain/clock.ts'
import { bothEngines } from './engines/both-engines.ts'
import { makeContainerEngine } from './engines/container/container-engine.ts'
import type { Engine } from './engines/engine.ts'
import { makeProcessEngine, type ProcessEngineDeps } from './engines/process/process-engine.ts'

export type LocalEngineDeps = Omit<ProcessEngineDeps, 'logDir'> & {
  readonly clock: Clock
  readonly dataDir: string
  /** Of Docker or Podman; null: there is none. */
  readonly containerSocket: string | null
}

/** Everything that runs on this machine: processes, and containers where an engine for them is there. */
export function openLocalEngine({ dataDir, containerSocket, ...deps }: LocalEngineDeps): Engine & AsyncDisposable {
  const logDir = join(dataDir, 'logs')
  const processes = makeProcessEngine({ ...deps, logDir })
  if (containerSocket === null) return processes
  const containers = makeContainerEngine({
    clock: deps.clock,
    runDir: deps.runDir,
    logDir,
    dataDir,
    socketPath: containerSocket,
    owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    node: process.execPath,
    relay: join(import.meta.dirname, 'runtimes', 'socket-relay', 'main.ts'),
    sharedObjects: () => (process.report.getReport() as unknown as { sharedObjects: string[] }).sharedObjects,
  })
  return bothEngines(processes, containers)
}
