import type { PathRule } from '../domain/placement.ts'
import type { Route } from '../domain/route.ts'
import type { Wire } from '../wires/wire.ts'
import type { CallBody } from './request.ts'

/** Members of the body for a deployment of the priority tier, where the caller asks for no tier and the format knows them. */
export function withTier(
  route: Route,
  wire: Wire | undefined,
  below: string,
  body: CallBody,
  members: PathRule['members'],
): PathRule['members'] {
  if (route.terms?.serviceTier === undefined || body.kind !== 'json' || !wire?.tiers?.(below) || says(body)) return members
  return { ...members, service_tier: JSON.stringify(route.terms.serviceTier) }
}

/** The dearer tier that a call asks for, or its deployment for it; null: the default one. */
export function tierOf(route: Route, wire: Wire | undefined, below: string, body: CallBody): 'priority' | null {
  const said = body.kind === 'json' ? (body.json['service_tier'] ?? route.terms?.serviceTier) : null
  return said === 'priority' && wire?.tiers?.(below) ? said : null
}

const says = ({ json }: Extract<CallBody, { kind: 'json' }>): boolean =>
  json['service_tier'] !== undefined && json['service_tier'] !== null
