import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { dropHead } from './drop-head.ts'

it('takes the text of a head that was sent, and nothing else: the answer goes on as it was', async () => {
  const seen: unknown[] = []
  const server = createServer((_, response) => {
    const text = () => (response as { _header?: unknown })._header
    response.writeHead(200, ['x-a', 'b'])
    dropHead(response)
    seen.push(text())
    response.flushHeaders()
    dropHead(response)
    seen.push(text(), response.headersSent)
    response.write('one,')
    response.end('two')
  }).listen(0)
  try {
    const { port } = server.address() as AddressInfo
    const answer = await new Promise<IncomingMessage>((resolve) => get({ port }, resolve))
    let body = ''
    for await (const chunk of answer) body += chunk
    expect(answer.headers).toMatchObject({ 'x-a': 'b', 'transfer-encoding': 'chunked' })
    expect(body).toBe('one,two')
    expect(seen).toEqual([expect.stringContaining('x-a: b'), 'sent', true])
  } finally {
    server.close()
  }
})

it('leaves responses alone that have no such text', () => {
  const response = { headersSent: true }
  dropHead(response)
  expect(response).toEqual({ headersSent: true })
})
