import { z } from 'zod'
import type { Scope } from './scopes.ts'

/** For whom a route is: a key that is narrowed down to scopes needs one of these; with none named, any will do. */
export const reads = (...scopes: Scope[]) => ({ access: { role: 'viewer', group: 'none' } as const, scopes })
export const writes = (...scopes: Scope[]) => ({ access: { role: 'operator', group: 'none' } as const, scopes })

type Parts = { readonly params?: z.ZodType; readonly querystring?: z.ZodType; readonly body?: z.ZodType }

/** What every route's description has in common; answers are Hopsworks' own shapes. A summary is one route's alone. */
export const described = <P extends Parts>(summary: string, parts?: P) => ({
  tags: ['Hopsworks'],
  operationId: `hopsworks.${(summary.match(/\w+/g) ?? []).join('_').toLowerCase()}`,
  summary,
  ...(parts as P),
})

/** Clients send empty bodies and odd content types where a body means nothing. */
export const noBody = z.unknown()
