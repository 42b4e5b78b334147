import { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'

/** What a route's state means for a call: go on, wait, or the refusal it gets. */
export function gate(route: Route): 'go' | 'wait' | Failure {
  switch (route.state) {
    case 'running':
      return 'go'
    case 'starting':
      return 'wait'
    case 'stopped':
      return new Failure('locked', said(route, 'is stopped'), { target: route.deploymentId })
    case 'paused':
      return new Failure('locked', said(route, 'is paused'), { target: route.deploymentId, data: { state: route.state } })
    case 'dead':
      return new Failure('unavailable', said(route, 'does not run'), { target: route.deploymentId })
    case 'retired':
      return new Failure('gone', said(route, 'serves a retired model version'), { target: route.deploymentId })
  }
}

const said = (route: Route, fallback: string): string =>
  `deployment "${route.name}" (${route.deploymentId}) ${fallback}${route.message === '' ? '' : `: ${route.message}`}`

/** `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) as flat name, value list; empty for most routes. */
export function lifecycleHeaders(route: Route): readonly string[] {
  if (route.deprecatedAt === null && route.retiresAt === null) return none
  const headers: string[] = []
  if (route.deprecatedAt !== null) headers.push('deprecation', `@${Math.floor(route.deprecatedAt / 1000)}`)
  if (route.retiresAt !== null) headers.push('sunset', new Date(route.retiresAt).toUTCString())
  return headers
}

const none: readonly string[] = []
