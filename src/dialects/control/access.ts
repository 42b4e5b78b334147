import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../domain/failure.ts'
import { mayAs, mayEnter, type Principal, type Role } from '../../domain/principal.ts'
import { defaultResourceGroup } from '../../domain/resource-group.ts'
import type { ControlApp } from './app.ts'

/**
 * Who may call a route, declared by every route.
 * `header`: acts in the group that `AI-Resource-Group` names (absent: `default`). `none`: acts on no single group.
 * `scope`: the group, or with `AI-Tenant-Scope: true` the tenant (with group `*`: every group), which takes an administrator.
 */
export type Access = 'public' | { readonly role: Role; readonly group: 'header' | 'none' | 'scope' }

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** A key that is narrowed down to scopes gets in with one of these; empty: with any; absent: with none. */
    scopes?: readonly string[]
    /** An addition of Lectern to the API that the route is part of. */
    lectern?: boolean
  }
  interface FastifyRequest {
    principal: Principal | null
    /** Set where the route's access is `header` or `scope`, or a dialect finds it in the path: a group's id, `*` or `''` (tenant). */
    resourceGroup: string | null
  }
}

export type AccessDeps = {
  /** Throws `Failure('unauthenticated')` where no credential is valid now. */
  readonly identify: (headers: IncomingHttpHeaders) => Promise<Principal>
  /** Throws `Failure('not_found')` where the group does not exist or is not the caller's. */
  readonly enterResourceGroup: (principal: Principal, id: string) => Promise<unknown>
}

/** One gate for all routes, passed before a body is read. A route without a declared access does not get in at all. */
export const guardRoutes = (app: ControlApp, deps: AccessDeps): void => {
  app.decorateRequest('principal', null)
  app.decorateRequest('resourceGroup', null)
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!config?.access) throw new Error(`route ${method} ${url} declares no access`)
  })
  app.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (!access) throw new Error(`route ${request.routeOptions.url} declares no access`)
    if (access === 'public') return
    const principal = await deps.identify(request.headers)
    request.principal = principal
    mustHaveScope(principal, request.routeOptions.config.scopes)
    if (!mayAs(principal, access.role)) throw tooLow(principal, access.role)
    // What is nobody's group alone concerns them all: an administrator of some groups is none of the installation.
    if (access.role === 'admin' && access.group === 'none') mustBeUnlimited(principal)
    request.resourceGroup = access.group === 'none' ? null : await enter(deps, principal, access.group, request.headers)
  })
}

/** Who calls; only in routes that are not public. */
export const callerOf = (request: FastifyRequest): Principal => {
  if (!request.principal) throw new Error(`route ${request.routeOptions.url} is public: nobody was identified`)
  return request.principal
}

/** Who calls, and in which group; only in routes with access to `header`. */
export const callerInGroup = (request: FastifyRequest): { readonly principal: Principal; readonly resourceGroup: string } => {
  if (request.resourceGroup === null) throw new Error(`route ${request.routeOptions.url} has no resource group`)
  return { principal: callerOf(request), resourceGroup: request.resourceGroup }
}

const enter = async (
  { enterResourceGroup }: AccessDeps,
  principal: Principal,
  kind: 'header' | 'scope',
  headers: IncomingHttpHeaders,
): Promise<string> => {
  const header = headers['ai-resource-group']
  const named = typeof header === 'string' && header !== '' ? header : null
  if (kind === 'scope' && isTenantScope(headers)) return tenantScope(principal, named)
  const group = named ?? groupWithoutHeader(principal)
  await enterResourceGroup(principal, group)
  return group
}

/** `default`, or the only group that the credential may enter. */
const groupWithoutHeader = (principal: Principal): string => {
  if (mayEnter(principal, defaultResourceGroup)) return defaultResourceGroup
  const [only, ...others] = principal.resourceGroups
  if (only !== undefined && others.length === 0) return only
  const groups = others.length === 0 ? 'none' : `one of ${[only, ...others].join(', ')}`
  throw new Failure('invalid', `AI-Resource-Group is required with this credential: ${groups}`, { target: 'AI-Resource-Group' })
}

const tenantScope = (principal: Principal, named: string | null): string => {
  if (!mayAs(principal, 'admin')) throw tooLow(principal, 'admin')
  mustBeUnlimited(principal)
  if (named === '*') return '*'
  if (named === null) return ''
  throw new Failure('invalid', 'AI-Resource-Group must be "*" or absent where AI-Tenant-Scope is true', {
    target: 'AI-Resource-Group',
  })
}

const isTenantScope = (headers: IncomingHttpHeaders): boolean => {
  const value = headers['ai-tenant-scope'] ?? 'false'
  if (value === 'true') return true
  if (value === 'false') return false
  throw new Failure('invalid', 'AI-Tenant-Scope must be true or false', { target: 'AI-Tenant-Scope' })
}

function mustHaveScope({ scopes: own }: Principal, scopes: readonly string[] | undefined): void {
  if (!own || scopes?.length === 0 || scopes?.some((each) => own.includes(each))) return
  const has = `this key has [${own.join(', ')}]`
  throw new Failure(
    'forbidden',
    scopes
      ? `this takes a key with the scope [${scopes.join(', ')}]; ${has}`
      : `no scope opens this, and ${has} alone: use another key`,
  )
}

const tooLow = (principal: Principal, least: Role): Failure =>
  new Failure(
    'forbidden',
    `this needs the role ${least}${least === 'admin' ? '' : ' or a higher one'}; this credential has the role ${principal.role}`,
  )

const mustBeUnlimited = ({ resourceGroups, deployments }: Principal): void => {
  if (resourceGroups === '*' && deployments === '*') return
  throw new Failure(
    'forbidden',
    'this concerns the whole installation; this credential is limited to some resource groups or deployments',
  )
}
