import { z } from 'zod'
import type { ControlApp } from '../../control/app.ts'

/**
 * No operation takes a query parameter that it does not know: one that is misspelt would otherwise be as good as absent, and a sum over
 * everything looks like the one that was asked for (docs/decisions/004). For routes below `/v2` that are added to `app` from now on; the
 * exchange of tokens is another's and as tolerant as the original.
 */
export const refuseUnknownQueries = (app: ControlApp): void => {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v2/')) return
    const { querystring = nothing } = route.schema ?? {}
    if (!(querystring instanceof z.ZodObject)) throw new Error(`the query of route ${route.url} is no object`)
    route.schema = { ...route.schema, querystring: querystring.strict() }
  })
}

const nothing = z.object({})
