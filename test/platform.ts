import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Agent, fetch as undiciFetch } from 'undici'
import { type Config, readConfig } from '../src/config.ts'
import { removeFolder } from '../src/control/registry/materialise.ts'
import { type Control, startControl } from '../src/control-main.ts'
import type { Engine } from '../src/engines/engine.ts'
import { openLimits } from '../src/engines/process/limits.ts'
import { openProcessRecord } from '../src/engines/process/process-record.ts'
import { openGateway } from '../src/gateway-main.ts'
import { hostFacts } from '../src/host-facts.ts'
import { openLocalEngine } from '../src/local-engine.ts'
import { selfSignedCertificate } from '../src/supervisor/certificate.ts'
import { makeLogger } from '../src/telemetry/logger.ts'
import { TravelClock } from './travel-clock.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes; what they expect is the check
export type Json = any
export type Answer = { readonly status: number; readonly body: Json; readonly headers: Headers }

type Asked = { readonly method: string; readonly headers: Record<string, string>; readonly body?: string }

export type Platform = AsyncDisposable & {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** `127.0.0.1:<port>`; null unless the setting `grpcPort` asks for one. */
  readonly grpcAddress: string | null
  readonly dataDir: string
  readonly clock: TravelClock
  readonly control: Control
  readonly engine: Engine
  /** The administrator's API key. */
  readonly adminKey: string
  /** The text that SAP's clients read from `AICORE_SERVICE_KEY`. */
  readonly serviceKey: string
  /** JSON in, JSON out, as the administrator in group `default` unless told otherwise. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Waits until the deployment has this status; fails with what it has instead. */
  until(deploymentId: string, status: string): Promise<Json>
}

/** As the supervisor does it. */
const withCertificate = async (config: Config, clock: TravelClock): Promise<Config> =>
  config.tls.kind === 'self-signed'
    ? { ...config, tls: { kind: 'files', ...(await selfSignedCertificate(config.dataDir, config.host, clock)) } }
    : config

/** The whole platform in this process on real parts: store, gateway with a port of its own, instances as child processes. */
export async function startPlatform(
  options: { at?: string; settings?: Record<string, unknown>; consoleFolder?: string } = {},
): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'))
  const flags = {
    dataDir: join(folder, 'data'),
    port: 0,
    demo: false,
    logLevel: 'silent',
    drainSeconds: 5,
    startingSeconds: 20,
    // Tests deploy more at a time than any machine of theirs has room for.
    machineCores: 64,
    machineMemoryMb: 1_000_000,
    ...options.settings,
  }
  const clock = new TravelClock(options.at)
  const config = await withCertificate(readConfig(flags, {}, folder), clock)
  const log = makeLogger({ level: config.logLevel, name: 'test' })
  const record = openProcessRecord(join(folder, 'instances.json'))
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lectern-test-code') }
  const limits = openLimits({ clock, name: `lectern-${basename(folder)}` })
  const { dataDir, containerSocket = null, warmPool } = config
  const engine = openLocalEngine({ clock, runDir: folder, dataDir, record, env, limits, containerSocket, warmPool })
  const gateway = await openGateway({ config, runDir: folder, clock, log })
  const tls = config.tls.kind !== 'off'
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${gateway.port}`
  const { consoleFolder } = options
  const host = hostFacts(config, '')
  const built = consoleFolder === undefined ? {} : { consoleFolder }
  const control = await startControl({ config, origin: url, runDir: folder, engine, clock, host, log, ...built })
  await gateway.ready()

  const read = (name: string): string => readFileSync(join(config.dataDir, 'credentials', name), 'utf8')
  const adminKey = read('admin-key')
  // A certificate that was made here proves nothing to anyone.
  const dispatcher = tls ? new Agent({ connect: { rejectUnauthorized: false } }) : null
  const ask = (at: string, init: Asked): Promise<Response> =>
    dispatcher ? (undiciFetch(at, { ...init, dispatcher }) as unknown as Promise<Response>) : fetch(at, init)
  const call: Platform['call'] = async (method, path, body, headers = {}) => {
    const answer = await ask(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminKey}`,
        'ai-resource-group': 'default',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson && text !== '' ? JSON.parse(text) : text, headers: answer.headers }
  }
  const until: Platform['until'] = async (id, status) => {
    let last: unknown
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const { body } = await call('GET', `/v2/lm/deployments/${id}`)
      last = body
      if (body.status === status) return body
      await clock.sleep(25)
    }
    throw new Error(`deployment ${id} did not become ${status}: ${JSON.stringify(last)}`)
  }

  return {
    url,
    grpcAddress: gateway.grpcPort === null ? null : `127.0.0.1:${gateway.grpcPort}`,
    dataDir: config.dataDir,
    clock,
    control,
    engine,
    adminKey,
    serviceKey: read('service-key.json'),
    call,
    until,
    async [Symbol.asyncDispose]() {
      await dispatcher?.close()
      await gateway[Symbol.asyncDispose]()
      await control[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
      await removeFolder(folder)
    },
  }
}
