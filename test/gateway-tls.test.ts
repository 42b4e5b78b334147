import { connect } from 'node:http2'
import { request } from 'node:https'
import { generate } from 'selfsigned'
import { expect, it } from 'vitest'
import { route, startHarness, target } from './gateway-harness.ts'
import { startOpenaiUpstream } from './openai-upstream.ts'

it('speaks https with a given certificate, and says so to control', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
  await using upstream = await startOpenaiUpstream()
  await using harness = await startHarness(
    [route('chat', [target(upstream.address)])],
    {},
    { listen: { host: '127.0.0.1', port: 0, tls: { cert, key } } },
  )
  const ask = (path: string, body: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = { 'api-key': 'admin', 'content-type': 'application/json' }
      const call = request(
        {
          port: harness.gateway.port,
          host: '127.0.0.1',
          path,
          method: 'POST',
          headers,
          ca: cert,
          servername: 'localhost',
          checkServerIdentity: () => undefined,
        },
        (answer) => {
          let text = ''
          answer.on('data', (chunk) => {
            text += chunk
          })
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
        },
      )
      call.on('error', reject).end(body)
    })
  const streamed = await ask('/v1/chat/completions', '{"model":"chat","messages":[],"stream":true}')
  expect([streamed.status, streamed.text.endsWith('data: [DONE]\n\n')]).toEqual([200, true])
  await ask('/v2/lm/deployments', '{}')
  expect(harness.control.forwarded[0]?.headers['x-forwarded-proto']).toBe('https')

  const session = connect(`https://localhost:${harness.gateway.port}`, { ca: cert, checkServerIdentity: () => undefined })
  const stream = session.request({ ':method': 'POST', ':path': '/v2/lm/deployments', 'api-key': 'admin' }).end('{}')
  const status = await new Promise((resolve, reject) => {
    stream.on('response', (headers) => resolve(headers[':status'])).on('error', reject)
    session.on('error', reject)
  })
  stream.resume()
  expect([status, session.alpnProtocol]).toEqual([200, 'h2'])
  expect(harness.control.forwarded[1]?.headers['x-forwarded-proto']).toBe('https')
  session.close()
})
