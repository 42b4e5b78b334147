import { hash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Principal } from '../src/domain/principal.ts'
import type { TableMessage, Target } from '../src/domain/route.ts'

/**
 * A child process: a stand-in for control, in a process of its own as control is. It tells the gateway under test to serve what is
 * at an address, a provider (`http:`) or an instance (`unix:`), among a thousand other deployments, with ten thousand credentials.
 */
const [, , directory = '', address = ''] = process.argv
const isInstance = address.startsWith('unix:')
const key = `lk_${'b'.repeat(12)}_${'k'.repeat(43)}`
const settings = { tokenKey: randomBytes(32).toString('base64url'), issuer: 'bench' }

function* table(): Iterable<TableMessage> {
  yield { kind: 'reset', settings }
  const principal: Principal = {
    kind: 'apiKey',
    id: 'bench',
    name: 'bench',
    role: 'consumer',
    resourceGroups: ['default'],
    deployments: '*',
    expiresAt: null,
  }
  for (let at = 0; at < 10_000; at += 1) {
    const publicId = at.toString(36).padStart(12, '0')
    yield { kind: 'credential', credential: { id: `key:${publicId}`, hash: hash('sha256', publicId), principal } }
  }
  yield { kind: 'credential', credential: { id: `key:${'b'.repeat(12)}`, hash: hash('sha256', key), principal } }
  const target: Target = {
    id: isInstance ? 'i-bench' : 'remote:bench',
    address,
    paths: [{ below: '/**', path: isInstance ? '/{rest}' : '/v1/{rest}' }],
    query: {},
    headers: isInstance ? {} : { authorization: 'Bearer sk-provider' },
    model: null,
    concurrency: null,
    publicOnly: false,
  }
  for (let at = 0; at < 1000; at += 1) {
    const route = {
      deploymentId: `d${at.toString(16).padStart(15, '0')}`,
      name: at === 0 ? 'bench' : `other-${at}`,
      resourceGroup: 'default',
      executableId: isInstance ? 'onnx' : 'openai',
      wire: isInstance ? 'instances-v1' : 'openai',
      modelName: isInstance ? null : `model-${at}`,
      modelVersion: '1',
      capabilities: ['chat'],
      createdAt: 0,
      state: 'running' as const,
      message: '',
      deprecatedAt: null,
      retiresAt: null,
      prices: [],
      contextLength: null,
      maxOutputTokens: null,
      targets: [target],
    }
    yield { kind: 'route', route }
  }
  yield { kind: 'complete' }
}

const server = createServer((request, response) => {
  request.resume()
  if (!request.url?.startsWith('/internal/table')) return void response.writeHead(204).end()
  for (const message of table()) response.write(`${JSON.stringify(message)}\n`)
})
await new Promise<void>((resolve) => server.listen(join(directory, 'control.sock'), resolve))
process.send?.({ key })
process.on('disconnect', () => process.exit(0))
