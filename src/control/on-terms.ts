import type { Deployment } from '../domain/deployment.ts'
import type { CapacityOf, UnitRule } from '../domain/model-capacity.ts'
import type { Route, RouteTerms } from '../domain/route.ts'
import type { Terms } from '../domain/terms.ts'

/**
 * A route as the deployment's terms have it: they travel with it, and what is paused is kept from calls, whatever runs.
 * `isHere`: instances answer; units are instances then, and nothing else bounds them.
 */
export function onTerms(route: Route, { terms }: Pick<Deployment, 'terms'>, isHere: boolean, capacityOf: CapacityOf): Route {
  if (!terms) return route
  const rule = terms.type === 'provisioned' && !isHere ? capacityOf(route.modelName, terms.residency).units : null
  const published = { ...route, terms: routeTerms(terms, rule) }
  if (!terms.paused || (route.state !== 'running' && route.state !== 'starting')) return published
  const { spread: _, mirror: _mirror, ...rest } = published
  return { ...rest, state: 'paused', message: 'resume it to have calls answered', targets: [] }
}

function routeTerms(terms: Terms, rule: UnitRule | null): RouteTerms {
  const { type, residency, capacity, spilloverTo, serviceTier } = terms
  return {
    type,
    residency,
    ...(rule && capacity !== null
      ? { units: { inputTokensPerMinute: capacity * rule.inputTokensPerMinute, outputWeight: rule.outputWeight } }
      : {}),
    ...(spilloverTo === null ? {} : { spilloverTo }),
    ...(serviceTier === 'priority' ? { serviceTier } : {}),
  }
}
