import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { DeploymentId, InstanceId } from '../../domain/ids.ts'
import type { Engine } from '../engine.ts'
import { pruneLogs } from '../process/log-retention.ts'
import { openLogWriter } from '../process/log-writer.ts'
import { type Container, startContainer } from './container.ts'
import type { RelayKit } from './container-body.ts'
import { type Docker, openDocker } from './docker-api.ts'
import { makeRelayKit } from './relay-kit.ts'

export type ContainerEngineDeps = {
  readonly clock: Clock
  /** Of Docker or Podman. */
  readonly socketPath: string
  /** A private directory (0700); short, as a socket's path holds about 100 characters. */
  readonly runDir: string
  readonly logDir: string
  readonly dataDir: string
  /** `uid:gid` of this process. */
  readonly owner: string
  /** Paths of Node, of the relay's program, and of the libraries that this Node has loaded. */
  readonly node: string
  readonly relay: string
  readonly sharedObjects: () => readonly string[]
}

/** Instances as containers. What an earlier run left behind is removed at once: no process of ours holds it any more. */
export function makeContainerEngine(deps: ContainerEngineDeps): Engine & AsyncDisposable {
  const containers = new Map<InstanceId, Container>()
  const listeners = new Set<(deploymentId: DeploymentId) => void>()
  const label = createHash('sha256').update(deps.dataDir).digest('hex').slice(0, 16)
  const docker = openDocker(deps.socketPath)
  const swept = removeLeftovers(docker, label)
  let kit: RelayKit | null = null
  const kitOf = (): RelayKit => {
    kit ??= makeRelayKit(join(deps.dataDir, 'cache', 'relay'), deps.node, deps.relay, deps.sharedObjects())
    return kit
  }

  return {
    id: 'containers',
    observe: async () => [...containers.values()].map((each) => each.state()),
    start: async (spec) => {
      const { container } = spec.placement
      if (containers.has(spec.id) || !container) return
      await swept
      await pruneLogs(join(deps.logDir, spec.deploymentId), spec.component ?? 'predictor')
      const log = openLogWriter(join(deps.logDir, spec.deploymentId, `${spec.id}.log`), deps.clock)
      const changed = (): void => {
        for (const listener of listeners) listener(spec.deploymentId)
      }
      containers.set(spec.id, startContainer({ ...deps, docker, label, kit: kitOf }, spec, container, log, changed))
      changed()
    },
    stop: async (id, graceMs) => containers.get(id)?.stop(graceMs),
    remove: async (id) => {
      if (containers.get(id)?.state().exit) containers.delete(id)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    limitedBy: () => docker.limiter().catch(() => null),
    async [Symbol.asyncDispose]() {
      const graceMs = 5_000
      for (const each of containers.values()) each.stop(graceMs)
      await Promise.all([...containers.values()].map((each) => each.ended))
      await docker.close()
    },
  }
}

/** Without an engine to ask, nothing of ours runs either. */
async function removeLeftovers(docker: Docker, label: string): Promise<void> {
  const left = await docker.labelled(`lectern.installation=${label}`).catch(() => [])
  for (const id of left) await docker.remove(id).catch(() => {})
}
