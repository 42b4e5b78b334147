import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Path and query as sent; a target in absolute form (`GET http://host/path`) is brought to its path first. */
export function split(request: IncomingMessage): { path: string; query: string } {
  let url = request.url ?? '/'
  if (!url.startsWith('/')) {
    const absolute = /^[a-z]+:\/\/[^/?#]*(.*)$/i.exec(url)
    url = absolute ? (absolute[1] ?? '') || '/' : `/${url}`
    if (!url.startsWith('/')) url = `/${url}`
    request.url = url
  }
  // `${baseUrl}/v2/…` where somebody's base URL ends in a slash.
  if (url.startsWith('//')) {
    url = url.replace(/^\/+/, '/')
    request.url = url
  }
  const mark = url.indexOf('?')
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** What is no HTTP, or headers over the limit: said in HTTP all the same. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'the request headers are larger than 16 KB, which is the limit']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'the request did not arrive in time']
        : ['400 Bad Request', 'this is not a well-formed HTTP request']
  const body = JSON.stringify({ error: { code: 'invalid', message } })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
