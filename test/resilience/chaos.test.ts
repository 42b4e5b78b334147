import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultRetries } from '../../src/gateway/retry.ts'
import { type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { bodyOf, type ChaosUpstream, type Mode, startChaosUpstream, type Trouble, troubles } from './chaos-upstream.ts'
import { type ChaosWire, chaosWires } from './chaos-wires.ts'
import { recorded } from './recorded.ts'

type Case = {
  readonly name: string
  readonly id: string
  readonly wire: ChaosWire
  readonly trouble: Trouble
  readonly mode: Mode
}
const cases: Case[] = chaosWires
  .flatMap((wire) => troubles.flatMap((trouble) => (['whole', 'stream'] as const).map((mode) => ({ wire, trouble, mode }))))
  .map((each, at) => ({
    ...each,
    name: `${each.wire.name}: ${each.trouble}, ${each.mode}`,
    id: `d${String(at).padStart(15, '0')}`,
  }))

let upstream: ChaosUpstream
let harness: Harness

beforeAll(async () => {
  upstream = await startChaosUpstream(chaosWires)
  const routes = cases.map(({ name, id, wire, trouble, mode }) => {
    const headers = { 'x-case': name, 'x-trouble': trouble, 'x-mode': mode }
    return route(name, [target(upstream.addressFor(trouble), { headers })], { deploymentId: id, wire: wire.wire })
  })
  harness = await startHarness(routes, { firstByteMs: 400, idleMs: 400 }, { retries: defaultRetries })
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

type Got = { status: number; headers: Headers; bytes: Buffer; cut: boolean }
/** Status 0: the connection ended before the head of an answer came. */
async function ask({ id, wire, mode }: Case): Promise<Got> {
  const got: Got = { status: 0, headers: new Headers(), bytes: Buffer.alloc(0), cut: false }
  const chunks: Uint8Array[] = []
  try {
    const answer = await fetch(`${harness.url}/v2/inference/deployments/${id}${wire.below[mode]}`, {
      method: 'POST',
      headers: { 'api-key': 'admin', 'content-type': 'application/json' },
      body: JSON.stringify(wire.body[mode]),
    })
    got.status = answer.status
    got.headers = answer.headers
    for await (const chunk of answer.body ?? []) chunks.push(chunk)
  } catch {
    got.cut = true
  }
  got.bytes = Buffer.concat(chunks)
  return got
}
it('observe', async () => {
  const all = await Promise.all(cases.map(async (each) => ({ each, got: await ask(each) })))
  for (const { each, got } of all) {
    const [entry] = await recorded(harness, each.name)
    const same = got.bytes.equals(bodyOf(each.wire, each.trouble, each.mode))
    console.log(
      [
        each.name,
        got.status,
        got.cut ? 'cut' : 'ended',
        same ? 'same' : got.bytes.toString().slice(-150),
        upstream.came.get(each.name),
        entry?.settlement.state,
        entry?.settlement.source,
        JSON.stringify(entry?.settlement.usage),
      ].join(' | '),
    )
  }
})
