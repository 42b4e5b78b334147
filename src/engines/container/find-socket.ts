import { accessSync, constants } from 'node:fs'

/**
 * Where a container engine listens: as configured, as `DOCKER_HOST` says, or in one of the usual places. null: nowhere that we may use.
 */
export function findContainerSocket(configured: string | null, env: Readonly<Record<string, string | undefined>>): string | null {
  if (configured !== null) return configured
  const host = env['DOCKER_HOST']
  if (host !== undefined && host !== '') return host.startsWith('unix://') ? host.slice('unix://'.length) : null
  const runtime = env['XDG_RUNTIME_DIR']
  const usual = [
    '/var/run/docker.sock',
    ...(runtime ? [`${runtime}/podman/podman.sock`, `${runtime}/docker.sock`] : []),
    '/run/podman/podman.sock',
  ]
  return usual.find(mayUse) ?? null
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false // not there, or not for us
  }
}
