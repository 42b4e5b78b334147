import { request as plainRequest } from 'node:http'
import { connect } from 'node:http2'
import { request } from 'node:https'
import { connect as connectSocket } from 'node:net'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from './e2e/supervisor.ts'
import { type Harness, route, startHarness, target } from './gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from './openai-upstream.ts'

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

describe('the port for inference beside a public port with TLS', () => {
  let certificate: { readonly cert: string; readonly key: string }
  let upstream: OpenaiUpstream
  let harness: Harness
  let inferencePort: number
  beforeAll(async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
    certificate = { cert, key }
    inferencePort = await freePort()
    upstream = await startOpenaiUpstream()
    const listen = { host: '127.0.0.1', port: 0, tls: certificate }
    harness = await startHarness([route('chat', [target(upstream.address)])], {}, { listen, inferencePort })
  })
  afterAll(async () => {
    await harness?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  const headers = { ':method': 'POST', ':path': '/v1/chat/completions', 'api-key': 'admin', 'content-type': 'application/json' }
  const body = '{"model":"chat","messages":[]}'
  it.each([
    { name: 'HTTP/1.1 over TLS', scheme: 'https', http2: false },
    { name: 'HTTP/1.1 without', scheme: 'http', http2: false },
    { name: 'HTTP/2 over TLS', scheme: 'https', http2: true },
    { name: 'HTTP/2 without', scheme: 'http', http2: true },
  ])('takes $name', async ({ scheme, http2 }) => {
    const trust = { ca: certificate.cert, checkServerIdentity: () => undefined }
    const status = await new Promise((resolve, reject) => {
      if (http2) {
        const session = connect(`${scheme}://localhost:${inferencePort}`, trust).on('error', reject)
        const stream = session.request(headers).end(body).on('error', reject)
        stream.on('response', (answer) => resolve(answer[':status'])).on('end', () => session.close())
        return stream.resume()
      }
      const { 'api-key': apiKey, 'content-type': contentType, ':path': path } = headers
      const options = { ...trust, path, method: 'POST', headers: { 'api-key': apiKey, 'content-type': contentType } }
      const send = scheme === 'https' ? request : plainRequest
      return send({ ...options, host: 'localhost', port: inferencePort, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      })
        .on('error', reject)
        .end(body)
    })
    expect(status).toBe(200)
  })

  it('stays open where a caller speaks neither', async () => {
    const socket = connectSocket(inferencePort, '127.0.0.1')
    socket.on('error', () => {})
    socket.end(Buffer.from([22, 3, 1, 0, 5, 1, 2, 3, 4, 5]))
    await new Promise((resolve) => socket.resume().once('close', resolve))
    const options = { host: '127.0.0.1', port: inferencePort, path: '/v1/models', headers: { 'api-key': 'admin' }, agent: false }
    const status = await new Promise((resolve, reject) => {
      plainRequest(options, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(200)
  })
})
