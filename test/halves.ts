import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { type Control, startControl } from '../src/control-main.ts'
import { openGateway } from '../src/gateway-main.ts'
import { hostFacts } from '../src/host-facts.ts'
import { makeLogger } from '../src/telemetry/logger.ts'
import { FakeEngine } from './fake-engine.ts'
import type { Answer } from './platform.ts'
import { TravelClock } from './travel-clock.ts'

export type Halves = AsyncDisposable & {
  readonly clock: TravelClock
  control(): Control
  stopControl(): Promise<void>
  /** On what the last one left on disk. */
  startControl(): Promise<void>
  restartGateway(): Promise<void>
  /** JSON in, JSON out, as the administrator. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
}

/** The real gateway and the real control, each of which can be ended and started anew. Nothing runs on instances. `at`: what day it is. */
export async function openHalves(at?: string): Promise<Halves> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-halves-'))
  const flags = { dataDir: join(folder, 'data'), port: 0, demo: false, logLevel: 'silent', allowPrivate: true, drainSeconds: 5 }
  const config = readConfig(flags, {}, folder)
  const clock = new TravelClock(at)
  const log = makeLogger({ level: 'silent', name: 'test' })
  const openControl = (): Promise<Control> => {
    const engine = new FakeEngine(() => clock.now())
    const origin = `http://127.0.0.1:${gateway.port}`
    return startControl({ config, origin, runDir: folder, engine, clock, host: hostFacts(config, ''), log })
  }
  let gateway = await openGateway({ config, runDir: folder, clock, log })
  let control = await openControl()
  await gateway.ready()
  const key = readFileSync(join(config.dataDir, 'credentials', 'admin-key'), 'utf8')
  return {
    clock,
    control: () => control,
    stopControl: async () => control[Symbol.asyncDispose](),
    async startControl() {
      control = await openControl()
    },
    async restartGateway() {
      await gateway[Symbol.asyncDispose]()
      gateway = await openGateway({ config, runDir: folder, clock, log })
      await gateway.ready()
    },
    async call(method, path, body) {
      const answer = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'ai-resource-group': 'default', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await control[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
