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
    listener(request, response)
  }
}

const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

const names = /^[\w!#$%&'*+.^`|~, -]{1,2000}$/
