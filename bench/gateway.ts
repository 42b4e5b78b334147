import { openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeIdentify } from '../src/access/identify.ts'
import { inferenceDialects } from '../src/dialects/inference.ts'
import type { Clock } from '../src/domain/clock.ts'
import { openLedger } from '../src/gateway/ledger.ts'
import { makeNotedSigner } from '../src/gateway/noted-signer.ts'
import { startGateway } from '../src/gateway/server.ts'
import { defaultWaits } from '../src/gateway/waits.ts'
import { makeSigner } from '../src/signing/signer.ts'
import { openLines } from '../src/telemetry/line-writer.ts'
import { makeLogger } from '../src/telemetry/logger.ts'

/** A child process: the real gateway, told what to serve by `control.ts`. Its log is written, to nowhere. */
const [, , directory = ''] = process.argv
const socketPath = join(directory, 'control.sock')
const clock: Clock = { now: () => Date.now(), sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}) }
const noTokens = (): never => {
  throw new Error('the bench calls with an API key')
}
let count = 0
const gateway = await startGateway({
  listen: { host: '127.0.0.1', port: 0 },
  control: { socketPath, linkSocketPath: socketPath },
  dialects: inferenceDialects,
  makeIdentify: (table) => makeIdentify({ find: (id) => table.credential(id), verifyToken: noTokens, clock }),
  clock,
  newRequestId: () => `${process.pid.toString(36)}-${(count++).toString(36)}`,
  random: Math.random,
  gatewayId: 'bench',
  log: makeLogger({
    level: 'info',
    name: 'gateway',
    to: openLines({ file: openSync('/dev/null', 'w'), clock, atExit: () => {} }),
  }),
  signer: makeNotedSigner(makeSigner(clock)),
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
process.send?.({ port: gateway.port })
process.on('disconnect', () => process.exit(0))
