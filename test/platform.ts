import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../src/config.ts'
import { type Control, hostFacts, startControl } from '../src/control-main.ts'
import { makeProcessEngine } from '../src/engines/process/process-engine.ts'
import { openProcessRecord } from '../src/engines/process/process-record.ts'
import { openGateway } from '../src/gateway-main.ts'
import { makeLogger } from '../src/telemetry/logger.ts'
import { TravelClock } from './travel-clock.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes; what they expect is the check
export type Json = any
export type Answer = { readonly status: number; readonly body: Json; readonly headers: Headers }

export type Platform = AsyncDisposable & {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly dataDir: string
  readonly clock: TravelClock
  readonly control: Control
  /** The administrator's API key. */
  readonly adminKey: string
  /** The text that SAP's clients read from `AICORE_SERVICE_KEY`. */
  readonly serviceKey: string
  /** JSON in, JSON out, as the administrator in group `default` unless told otherwise. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Waits until the deployment has this status; fails with what it has instead. */
  until(deploymentId: string, status: string): Promise<Json>
}

/** The whole platform in this process on real parts: store, gateway with a port of its own, instances as child processes. */
export async function startPlatform(options: { at?: string; settings?: Record<string, unknown> } = {}): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-test-'))
  const flags = {
    dataDir: join(folder, 'data'),
    port: 0,
    demo: false,
    logLevel: 'silent',
    drainSeconds: 5,
    startingSeconds: 20,
    ...options.settings,
  }
  const config: Config = readConfig(flags, {}, folder)
  const clock = new TravelClock(options.at)
  const log = makeLogger({ level: config.logLevel, name: 'test' })
  const record = openProcessRecord(join(folder, 'instances.json'))
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'lectern-test-code') }
  const engine = makeProcessEngine({ clock, runDir: folder, logDir: join(config.dataDir, 'logs'), record, env })
  const gateway = await openGateway({ config, runDir: folder, clock, log })
  const url = `http://127.0.0.1:${gateway.port}`
  const control = await startControl({ config, origin: url, runDir: folder, engine, clock, host: hostFacts(config, ''), log })
  await gateway.ready()

  const read = (name: string): string => readFileSync(join(config.dataDir, 'credentials', name), 'utf8')
  const adminKey = read('admin-key')
  const call: Platform['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
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
    dataDir: config.dataDir,
    clock,
    control,
    adminKey,
    serviceKey: read('service-key.json'),
    call,
    until,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await control[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
