import { join } from 'node:path'
import type { Clock } from './domain/clock.ts'
import { bothEngines } from './engines/both-engines.ts'
import { makeContainerEngine } from './engines/container/container-engine.ts'
import type { Engine } from './engines/engine.ts'
import { makeProcessEngine, type ProcessEngineDeps } from './engines/process/process-engine.ts'

export type LocalEngineDeps = Omit<ProcessEngineDeps, 'logDir' | 'warmPool'> & {
  readonly clock: Clock
  readonly dataDir: string
  /** Of Docker or Podman; null: there is none. */
  readonly containerSocket: string | null
  /** Processes of each runtime that are started ahead. */
  readonly warmPool: number
}

/** Those that wait to be told what they are when they are started with `--spare`. */
export const warmRuntimes = ['predictor-host', 'llama-runner'] as const

/** Everything that runs on this machine: processes, and containers where an engine for them is there. */
export function openLocalEngine({ dataDir, containerSocket, warmPool, ...deps }: LocalEngineDeps): Engine & AsyncDisposable {
  const logDir = join(dataDir, 'logs')
  const programs = warmRuntimes.map((name) => [process.execPath, runtime(name)])
  const processes = makeProcessEngine({ ...deps, logDir, warmPool: { size: warmPool, programs } })
  if (containerSocket === null) return processes
  const containers = makeContainerEngine({
    clock: deps.clock,
    runDir: deps.runDir,
    logDir,
    dataDir,
    socketPath: containerSocket,
    owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    node: process.execPath,
    relay: runtime('socket-relay'),
    sharedObjects: () => (process.report.getReport() as unknown as { sharedObjects: string[] }).sharedObjects,
  })
  return bothEngines(processes, containers)
}

const runtime = (name: string): string => join(import.meta.dirname, 'runtimes', name, 'main.ts')
