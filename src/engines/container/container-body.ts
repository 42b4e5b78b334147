import type { InstanceSpec } from '../../domain/instance.ts'
import type { ContainerSpec } from '../../domain/placement.ts'

export type BodyFacts = {
  /** Which installation the container belongs to. */
  readonly label: string
  /** Folder on this machine in which the socket is; mounted as `/lectern/run`. */
  readonly socketFolder: string
  /** `uid:gid` of a socket's maker that we can connect to. */
  readonly owner: string
}

/** Whoever has no business on the machine: `nobody` nearly everywhere. */
const nobody = '65534:65534'
const processesAtMost = 512
const sharedMemoryBytes = 128 * 1024 * 1024

/** Name of the socket within `/lectern/run`. */
export const socketName = 's'

/** How every container of ours is shut in: nothing may be written but `/tmp` and what is mounted for it, nothing gained, nothing reached. */
const shutIn = {
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  PidsLimit: processesAtMost,
  RestartPolicy: { Name: 'no' },
  Privileged: false,
}

/** Body of `POST /containers/create` for a model server. */
export function serverBody(spec: InstanceSpec, container: ContainerSpec, facts: BodyFacts): object {
  const { placement } = spec
  const limits = placement.resources?.limits
  const socket = `/lectern/run/${socketName}`
  const filled = (words: readonly string[] | null) => words?.map((each) => each.replaceAll('{socket}', socket))
  const env = {
    ...spec.secretEnv,
    ...placement.env,
    ...(container.port === null ? { LECTERN_SOCKET: socket } : { PORT: String(container.port) }),
  }
  return {
    Image: container.image,
    ...(container.command ? { Entrypoint: filled(container.command) } : {}),
    ...(container.args ? { Cmd: filled(container.args) } : {}),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    User: container.user ?? (container.port === null ? facts.owner : nobody),
    Labels: labels(spec, facts, 'server'),
    HostConfig: {
      ...shutIn,
      ...(container.network ? {} : { NetworkMode: 'none' }),
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,mode=1777,size=256m' },
      ShmSize: sharedMemoryBytes,
      Binds: [
        ...container.mounts.map(({ source, target }) => `${source}:${target}:ro`),
        ...(container.port === null ? [`${facts.socketFolder}:/lectern/run:rw`] : []),
      ],
      ...(limits?.memoryMb ? { Memory: limits.memoryMb * 1024 * 1024, MemorySwap: limits.memoryMb * 1024 * 1024 } : {}),
      ...(limits?.cores ? { NanoCpus: Math.round(limits.cores * 1e9) } : {}),
      ...(spec.gpus?.length ? { DeviceRequests: [{ Driver: 'nvidia', DeviceIDs: spec.gpus, Capabilities: [['gpu']] }] } : {}),
    },
  }
}

/**
 * Body for the relay beside a server that listens on a port: it shares the server's network, in which nothing else is, and lends it a
 * Unix socket. So no port is published, no bridge is needed, and a server without a network can still be called.
 */
export function relayBody(spec: InstanceSpec, container: ContainerSpec, server: string, kit: RelayKit, facts: BodyFacts): object {
  return {
    Image: container.image,
    Entrypoint: kit.command,
    Cmd: [`/lectern/run/${socketName}`, String(container.port)],
    User: facts.owner,
    Labels: labels(spec, facts, 'relay'),
    HostConfig: {
      ...shutIn,
      NetworkMode: `container:${server}`,
      Binds: [...kit.binds, `${facts.socketFolder}:/lectern/run:rw`],
      Memory: 256 * 1024 * 1024,
      MemorySwap: 256 * 1024 * 1024,
    },
  }
}

/** Our own Node, made to run in any image. */
export type RelayKit = { readonly command: readonly string[]; readonly binds: readonly string[] }

const labels = ({ id, deploymentId }: InstanceSpec, { label }: BodyFacts, role: string) => ({
  'lectern.installation': label,
  'lectern.deployment': deploymentId,
  'lectern.instance': id,
  'lectern.role': role,
})
