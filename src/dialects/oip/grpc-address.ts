import type { Route } from '../../domain/route.ts'
import { decodeSegment } from '../address.ts'

/** What the address of a gRPC call says. */
export type GrpcAddress = {
  /** Full name. */
  readonly service: string
  readonly method: string
  /** Where the address names a deployment and its group: then the message need not, and the metadata does not count. */
  readonly deployment: string | null
  readonly group: string | null
}

/**
 * `/{service}/{method}`, or as Hopsworks' clients have it: `/v1/{project}/{deployment}/{service}/{method}` (from 4.8), or before that the
 * authority `{deployment}.{namespace}.{domain}`, in lower case. Null: this is none.
 */
export function readAddress(path: string, authority: string, routes: () => Iterable<Route>): GrpcAddress | null {
  const [, project, deployment, service, method] = pattern.exec(path) ?? []
  if (service === undefined || method === undefined) return null
  if (project !== undefined && deployment !== undefined) {
    const [group, name] = [decodeSegment(project), decodeSegment(deployment)]
    return { service, method, deployment: name, group: groupCalled(group, name, routes) }
  }
  const named = byAuthority(authority, routes)
  return { service, method, deployment: named?.name ?? null, group: named?.resourceGroup ?? null }
}

const pattern = /^(?:\/v1\/([^/]+)\/([^/]+))?\/([\w.]+)\/(\w+)$/

/** What hosts and newer clients may call a project: in lower case, or as Kubernetes would have it. */
const namespacesOf = (group: string): readonly string[] => {
  const lower = group.toLowerCase()
  return [lower, lower.replaceAll(/[._]/g, '-')]
}

/** A project's name or its namespace. */
function groupCalled(said: string, deployment: string, routes: () => Iterable<Route>): string {
  let found: string | null = null
  for (const { name, resourceGroup } of routes()) {
    if (resourceGroup === said) return said
    if (name === deployment && namespacesOf(resourceGroup).includes(said)) found = resourceGroup
  }
  return found ?? said
}

/** Most authorities are no such: a deployment of that name decides. */
function byAuthority(authority: string, routes: () => Iterable<Route>): Route | null {
  const lower = authority.toLowerCase()
  const dot = lower.indexOf('.')
  if (dot === -1 || !lower.includes('.', dot + 1)) return null
  for (const route of routes()) {
    const { name, resourceGroup } = route
    // Names may have dots, too; most are told apart by their length.
    if (lower[name.length] !== '.' || !lower.startsWith(name.toLowerCase())) continue
    if (namespacesOf(resourceGroup).some((each) => lower.startsWith(`${each}.`, name.length + 1))) return route
  }
  return null
}
