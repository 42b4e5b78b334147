import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { destination } from 'pino'
import { makeIdentify } from '../src/access/identify.ts'
import { makeVerifyToken } from '../src/access/verify-token.ts'
import { inferenceDialects } from '../src/dialects/inference.ts'
import type { Clock } from '../src/domain/clock.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { TableMessage, Target } from '../src/domain/route.ts'
import { openLedger } from '../src/gateway/ledger.ts'
import { defaultWaits, startGateway } from '../src/gateway/server.ts'
import { makeSigner } from '../src/signing/signer.ts'
import { makeLogger } from '../src/telemetry/logger.ts'

/**
 * A child process: the real gateway, told by a stand-in for control to serve the bench's upstream among a thousand other
 * deployments, with ten thousand credentials. Its log is written, to nowhere.
 */
const upstreamPort = Number(process.argv[2])
const directory = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
const socketPath = join(directory, 'control.sock')
const key = `lk_${'b'.repeat(12)}_${'k'.repeat(43)}`
const clock: Clock = { now: () => Date.now(), sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}) }
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
    id: 'remote:bench',
    address: `http://127.0.0.1:${upstreamPort}`,
    paths: [{ below: '/**', path: '/v1/{rest}' }],
    query: {},
    headers: { authorization: 'Bearer sk-provider' },
    model: null,
    concurrency: null,
    publicOnly: false,
  }
  for (let at = 0; at < 1000; at += 1) {
    const route = {
      deploymentId: `d${at.toString(16).padStart(15, '0')}`,
      name: at === 0 ? 'bench' : `other-${at}`,
      resourceGroup: 'default',
      executableId: 'openai',
      wire: 'openai',
      modelName: `model-${at}`,
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

const control = createServer((request, response) => {
  request.resume()
  if (!request.url?.startsWith('/internal/table')) return void response.writeHead(204).end()
  for (const message of table()) response.write(`${JSON.stringify(message)}\n`)
})
await new Promise<void>((resolve) => control.listen(socketPath, resolve))

let count = 0
const gateway = await startGateway({
  listen: { host: '127.0.0.1', port: 0 },
  control: { socketPath, linkSocketPath: socketPath },
  dialects: inferenceDialects,
  makeIdentify: (live) =>
    makeIdentify({ find: (id) => live.credential(id), verifyToken: makeVerifyToken(settings, clock), clock }),
  clock,
  newRequestId: () => `${process.pid.toString(36)}-${(count++).toString(36)}`,
  random: Math.random,
  gatewayId: 'bench',
  log: makeLogger({ level: 'info', name: 'gateway', to: destination({ dest: '/dev/null', sync: false, minLength: 4096 }) }),
  signer: makeSigner(clock),
  ledger: openLedger({
    folder: join(directory, 'ledger'),
    boot: 'bench',
    pid: process.pid,
    now: () => clock.now(),
    durability: 'os',
    log: makeLogger({ level: 'warn', name: 'ledger' }),
    atTurnEnd: setImmediate,
  }),
  waits: defaultWaits,
})
await gateway.ready()
process.send?.({ port: gateway.port, key })
process.on('disconnect', () => {
  rmSync(directory, { recursive: true, force: true })
  process.exit(0)
})
