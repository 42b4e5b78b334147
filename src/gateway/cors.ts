import type { IncomingMessage, RequestListener } from 'node:http'

/**
 * Lets pages of these origins call from a browser: answers preflights, and marks every other answer. `*`: pages of any. Never with
 * cookies: who calls says so by a key.
 */
export function withCors(origins: readonly string[], listener: RequestListener): RequestListener {
  const anyone = origins.includes('*')
  const allowed = new Set(origins)
  return (request, response) => {
    const { origin } = request.headers
    if (origin === undefined || !(anyone || allowed.has(origin))) return listener(request, response)
    response.setHeader('access-control-allow-origin', anyone ? '*' : origin)
    response.setHeader('vary', 'origin')
    if (isPreflight(request)) {
      const asked = request.headers['access-control-request-headers']
      response.writeHead(204, {
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        ...(asked !== undefined && names.test(asked) ? { 'access-control-allow-headers': asked } : {}),
        'access-control-max-age': '600',
      })
      response.end()
      return
    }
    response.setHeader('access-control-expose-headers', '*')
    const { writeHead } = response
    response.writeHead = ((...args: unknown[]) => Reflect.apply(writeHead, response, args.map(byOriginToo))) as typeof writeHead
    listener(request, response)
  }
}

/** What an answer itself says that a cache must tell it apart by would take the place of what we said. */
function byOriginToo(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return headers
  const flat = Array.isArray(headers) ? [...headers] : Object.entries(headers).flat()
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const value = String(flat[at + 1])
    if (String(flat[at]).toLowerCase() === 'vary' && !/\*|\borigin\b/i.test(value)) flat[at + 1] = `${value}, origin`
  }
  return flat
}

const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

const names = /^[\w!#$%&'*+.^`|~, -]{1,2000}$/
