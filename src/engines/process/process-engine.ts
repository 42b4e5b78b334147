import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { DeploymentId, InstanceId } from '../../domain/ids.ts'
import { muxSuffix } from '../../domain/mux-frames.ts'
import { unlimitedResources } from '../../domain/resources.ts'
import type { Engine } from '../engine.ts'
import { type Child, startChild } from './child.ts'
import { type Environment, launch } from './launch.ts'
import type { Limits } from './limits.ts'
import { pruneLogs } from './log-retention.ts'
import { openLogWriter } from './log-writer.ts'
import type { ProcessRecord } from './process-record.ts'
import { makeSpares, type WarmPool } from './spares.ts'

export type ProcessEngineDeps = {
  readonly clock: Clock
  /** A private directory (0700) for sockets; short, as a socket's path holds about 100 characters. */
  readonly runDir: string
  readonly logDir: string
  /** Remembers process ids, so that a later start can end what a killed supervisor left behind. */
  readonly record: ProcessRecord
  /** Of which instances inherit only what programs need to run (PATH, HOME, …). */
  readonly env: Environment
  /** How instances are kept to their resources; absent: they are not. */
  readonly limits?: Limits
  /** What is started ahead; absent: nothing. */
  readonly warmPool?: WarmPool
}

/** Instances as child processes of this process, each listening on a Unix socket that only our user can reach. */
export function makeProcessEngine(deps: ProcessEngineDeps): Engine & AsyncDisposable {
  const children = new Map<InstanceId, Child>()
  const listeners = new Set<(deploymentId: DeploymentId) => void>()

  const recordAll = (): void =>
    deps.record.write([
      ...[...children.values()].flatMap((child) => (child.state().exit ? [] : (child.state().pid ?? []))),
      ...spares.pids(),
    ])
  const spares = makeSpares({ size: 0, programs: [], ...deps.warmPool, ...deps, onChange: recordAll })

  const changed = (deploymentId: DeploymentId): void => {
    recordAll()
    for (const listener of listeners) listener(deploymentId)
    // Not beside an instance on its way: whoever waits for that one would wait longer.
    if ([...children.values()].every((child) => child.state().phase !== 'starting')) spares.fill()
  }

  return {
    id: 'process',
    observe: async () => [...children.values()].map((child) => child.state()),
    start: async (spec) => {
      if (children.has(spec.id)) return
      const socketPath = join(deps.runDir, `${spec.id}.sock`)
      await rm(socketPath, { force: true })
      await pruneLogs(join(deps.logDir, spec.deploymentId), spec.component ?? 'predictor')
      const log = openLogWriter(join(deps.logDir, spec.deploymentId, `${spec.id}.log`), deps.clock)
      const resources = spec.placement.resources ?? unlimitedResources
      const begin = (command: readonly string[], env: Environment) =>
        spares.take(command, env, resources) ?? launch(command, env, deps.limits?.enclose(spec.id, resources) ?? null)
      children.set(
        spec.id,
        startChild(spec, socketPath, log, deps.clock, deps.env, begin, () => changed(spec.deploymentId)),
      )
      changed(spec.deploymentId)
    },
    stop: async (id, graceMs) => children.get(id)?.stop(graceMs),
    remove: async (id) => {
      const child = children.get(id)
      if (!child?.state().exit) return
      children.delete(id)
      await rm(join(deps.runDir, `${id}.sock`), { force: true })
      // What a server keeps beside its socket, should it have been killed.
      await rm(join(deps.runDir, `${id}.sock.d`), { recursive: true, force: true })
      for (const suffix of ['.ctl', muxSuffix]) await rm(join(deps.runDir, `${id}.sock${suffix}`), { force: true })
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    limitedBy: async () => deps.limits?.kind ?? null,
    async [Symbol.asyncDispose]() {
      const graceMs = 5_000
      for (const child of children.values()) child.stop(graceMs)
      // Waited for by their ends, not by a clock: with the last instance gone nothing else may keep this process alive.
      await Promise.all([...[...children.values()].map((child) => child.ended), spares.close()])
      deps.limits?.close()
    },
  }
}
