import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inferenceDialects } from '../src/dialects/inference.ts'
import type { Clock } from '../src/domain/clock.ts'
import { Failure } from '../src/domain/failure.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { Route, TableMessage, Target } from '../src/domain/route.ts'
import { openLedger } from '../src/gateway/ledger.ts'
import { makeNotedSigner } from '../src/gateway/noted-signer.ts'
import { type Gateway, type GatewayDeps, startGateway } from '../src/gateway/server.ts'
import { defaultWaits, type GatewayWaits } from '../src/gateway/waits.ts'
import { makeSigner } from '../src/signing/signer.ts'
import { aRoute } from './a-route.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => pause(ms, undefined, { ...(signal ? { signal } : {}) }),
}

export const target = (address: string, more: Partial<Target> = {}): Target => ({
  id: 'remote:1',
  address,
  paths: [{ below: '/**', path: '/v1/{rest}' }],
  query: {},
  headers: { authorization: 'Bearer provider-key' },
  model: null,
  concurrency: null,
  publicOnly: false,
  ...more,
})

export const route = (name: string, targets: readonly Target[], more: Partial<Route> = {}): Route =>
  aRoute({
    deploymentId: idOf(name),
    name,
    executableId: 'test-executable',
    modelName: 'gpt-4o',
    capabilities: ['chat'],
    createdAt: 1_763_600_000_000,
    targets,
    ...more,
  })

/** A stable id for a name: `d` and fifteen hex digits. */
export const idOf = (name: string): string => `d${Buffer.from(name.padEnd(8, '.')).toString('hex').slice(0, 15)}`

/** Credentials of the tests: the key is the name. */
export const people: Record<string, Principal> = {
  admin: person('admin', {}),
  viewer: person('viewer', { role: 'viewer' }),
  blue: person('blue', { role: 'consumer', resourceGroups: ['blue'] }),
  narrow: person('narrow', { role: 'consumer', deployments: [idOf('chat')] }),
}

function person(id: string, more: Partial<Principal>): Principal {
  return { kind: 'apiKey', id, name: id, role: 'admin', resourceGroups: '*', deployments: '*', expiresAt: null, ...more }
}

const identify: GatewayDeps['makeIdentify'] = () => (headers) => {
  const key = headers['api-key'] ?? headers.authorization?.replace(/^Bearer /, '')
  const principal = typeof key === 'string' ? people[key] : undefined
  if (!principal) throw new Failure('unauthenticated', 'no valid credential: send an API key as "Authorization: Bearer"')
  return principal
}

export type Harness = AsyncDisposable & {
  readonly gateway: Gateway
  readonly control: FakeControl
  readonly url: string
  readonly logged: Record<string, unknown>[]
  readonly directory: string
}

/** The other side of the control socket: a real server that streams a table and records loads and forwarded requests. */
export type FakeControl = {
  readonly socketPath: string
  readonly loads: { applied: number; inFlight: Record<string, number> }[]
  readonly forwarded: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]
  say(...messages: TableMessage[]): void
  /** Cuts every connection and stops listening; `start` opens it again. */
  stop(): Promise<void>
  start(): Promise<void>
  /** How forwarded requests are answered. */
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
}

/** `late`: control is not up yet; start it with `control.start()`. */
export async function startHarness(
  routes: readonly Route[],
  waits: Partial<GatewayWaits> = {},
  { late = false, ...more }: Partial<GatewayDeps> & { late?: boolean } = {},
): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), 'lectern-gateway-'))
  const control = makeFakeControl(join(directory, 'control.sock'), routes)
  if (!late) await control.start()
  const logged: Record<string, unknown>[] = []
  const write = (fields: object, event: string): void => void logged.push({ ...fields, event })
  const log = { level: 'info', debug: write, info: write, warn: write, error: write }
  let requests = 0
  const gateway = await startGateway({
    listen: { host: '127.0.0.1', port: 0 },
    control: { socketPath: control.socketPath, linkSocketPath: control.socketPath },
    dialects: inferenceDialects,
    makeIdentify: identify,
    clock: systemClock,
    newRequestId() {
      requests += 1
      return `request-${requests}`
    },
    // The shortest of waits.
    random: () => 0,
    gatewayId: 'g1',
    log,
    signer: makeNotedSigner(makeSigner(systemClock)),
    ledger:
      more.ledger ??
      openLedger({
        folder: join(directory, 'ledger'),
        boot: 'g1',
        pid: process.pid,
        now: () => systemClock.now(),
        durability: 'os',
        log,
        atTurnEnd: setImmediate,
      }),
    waits: { ...defaultWaits, drainMs: 1000, ...waits },
    ...more,
  })
  if (!late) await gateway.ready()
  return {
    gateway,
    control,
    url: `http://127.0.0.1:${gateway.port}`,
    logged,
    directory,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await control.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export function makeFakeControl(socketPath: string, routes: readonly Route[]): FakeControl {
  const table: TableMessage[] = routes.map((each) => ({ kind: 'route', route: each }))
  const listeners = new Set<ServerResponse>()
  const line = (message: TableMessage): string => `${JSON.stringify(message)}\n`
  let server = createServer()
  const control: FakeControl = {
    socketPath,
    loads: [],
    forwarded: [],
    say(...messages) {
      table.push(...messages)
      for (const each of listeners) for (const message of messages) each.write(line(message))
    },
    answer: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{"from":"control"}'),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    async start() {
      server = createServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        if (request.url?.startsWith('/internal/table?gateway=')) {
          listeners.add(response)
          response.on('close', () => listeners.delete(response))
          response.writeHead(200)
          const settings = { tokenKey: '', issuer: '' }
          response.write([{ kind: 'reset', settings } as const, ...table, { kind: 'complete' } as const].map(line).join(''))
        } else if (request.url === '/internal/load') {
          control.loads.push(JSON.parse(body))
          response.writeHead(204).end()
        } else if (request.url === '/metrics') response.end('lectern_control_up 1\n')
        else {
          control.forwarded.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
          control.answer(request, response, body)
        }
      })
      await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    },
  }
  return control
}

/** Waits for something to come true, polling; fails after `ms`. */
export async function eventually(claim: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const until = Date.now() + ms
  while (!(await claim())) {
    if (Date.now() > until) throw new Error(`did not come true within ${ms} ms: ${claim}`)
    await pause(5)
  }
}
