import { Buffer } from 'node:buffer'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type Harness, route, startHarness, target } from '../gateway-harness.ts'
import { TravelClock } from '../travel-clock.ts'
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
/** By deployment. */
const got = new Map<string, Got>()

beforeAll(async () => {
  upstream = await startChaosUpstream(chaosWires)
  const routes = cases.map(({ name, id, wire, trouble, mode }) => {
    const headers = { 'x-case': name, 'x-trouble': trouble, 'x-mode': mode }
    return route(name, [target(upstream.addressFor(trouble), { headers })], {
      deploymentId: id,
      wire: wire.wire,
      ...(wire.capabilities ? { capabilities: wire.capabilities } : {}),
    })
  })
  const clock = new TravelClock()
  harness = await startHarness(routes, { firstByteMs: 600_000, idleMs: 600_000 }, { clock })
  const askAll = (some: readonly Case[]): Promise<unknown> =>
    Promise.all(some.map(async (each) => void got.set(each.id, await ask(each))))
  for (const wire of chaosWires) await askAll(cases.filter((each) => each.wire === wire && !waits(each)))
  // Time passes at once, and only for these: a slow machine must not be taken for a slow upstream.
  const waiting = askAll(cases.filter(waits))
  await eventually(() => cases.filter(waits).every(({ name }) => upstream.came.has(name)), 60_000)
  // Whoever is to see the beginning of an answer has seen it before time passes; what was said with it is read in the next turns.
  await eventually(() => cases.filter(beginsAtOnce).every(({ id }) => begun.has(id)), 60_000)
  for (let turns = 0; turns < 100; turns += 1) await turn()
  let over = false
  void waiting.finally(() => {
    over = true
  })
  // A byte that comes late starts its call's wait anew: then as much time passes once more.
  while (!over) {
    clock.travelTo(new Date(clock.now() + 601_000).toISOString())
    for (let turns = 0; turns < 100 && !over; turns += 1) await turn()
  }
  await waiting
}, 120_000)
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
})

/** Cases whose caller got the beginning of an answer. */
const begun = new Set<string>()
const beginsAtOnce = ({ trouble, mode, wire }: Case): boolean => trouble === 'stall' && mode === 'stream' && !wire.translated
const waits = ({ trouble }: Case): boolean => trouble === 'slow first byte' || trouble === 'stall'

type Got = { status: number; headers: Headers; bytes: Buffer; cut: boolean }
/** Status 0: the connection ended before the head of an answer came. */
async function ask({ id, wire, mode }: Case): Promise<Got> {
  const seen: Got = { status: 0, headers: new Headers(), bytes: Buffer.alloc(0), cut: false }
  const chunks: Uint8Array[] = []
  try {
    const answer = await fetch(`${harness.url}/v2/inference/deployments/${id}${wire.below[mode]}`, {
      method: 'POST',
      headers: { 'api-key': 'admin', 'content-type': 'application/json' },
      body: JSON.stringify(wire.body[mode]),
    })
    seen.status = answer.status
    seen.headers = answer.headers
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk)
      begun.add(id)
    }
  } catch {
    seen.cut = true
  }
  seen.bytes = Buffer.concat(chunks)
  return seen
}

/** What the caller got, in a few words. */
function words({ wire, trouble, mode }: Case, got: Got): string {
  const text = got.bytes.toString()
  if (got.status === 0) return 'cut before its head'
  if (got.cut) return `${got.status} a beginning${/error|exception/i.test(lastEvent(text)) ? ', an error event' : ''}, cut`
  if (got.status === 200) return `200 ${got.bytes.equals(bodyOf(wire, trouble, mode)) ? 'untouched' : 'reworded'}`
  if (text === `{"said":${got.status}}`) return `${got.status} untouched`
  const { error, message = error?.message } = JSON.parse(text)
  return `${got.status} ${message.includes('said') ? 'reworded' : 'refusal'}`
}
const lastEvent = (text: string): string => text.trimEnd().split('\n\n').at(-1) ?? ''

type Row = `${string} | ${number} | ${'settled' | 'aborted' | 'uncertain'} ${'reported' | 'estimated' | 'none'}`
type Rows = { readonly whole: Row; readonly stream: Row }
const both = (row: Row): Rows => ({ whole: row, stream: row })
const broken: Rows = {
  whole: 'cut before its head | 1 | aborted estimated',
  stream: '200 a beginning, an error event, cut | 1 | aborted estimated',
}
const good = both('200 untouched | 1 | settled reported')

/** What the caller gets | how often the backend is asked | what the ledger says. */
const expected: Readonly<Record<Trouble, Rows>> = {
  none: good,
  refused: both('502 refusal | 3 | settled none'),
  reset: both('502 refusal | 1 | uncertain estimated'),
  '429': both('429 untouched | 3 | settled none'),
  '429 soon': both('429 untouched | 3 | settled none'),
  '429 late': both('429 untouched | 1 | settled none'),
  '503': both('503 untouched | 3 | settled none'),
  '500': both('500 untouched | 1 | settled none'),
  'slow first byte': both('504 refusal | 1 | uncertain estimated'),
  stall: broken,
  truncated: broken,
  'wrong content type': good,
  'megabyte line': good,
  'bad UTF-8': good,
  gzip: good,
}

const reworded = both('200 reworded | 1 | settled reported')
const told: Partial<Rows> = { stream: '200 a beginning, an error event, cut | 1 | aborted reported' }
const uncounted: Rows = { whole: '200 untouched | 1 | settled none', stream: '200 untouched | 1 | settled estimated' }
const unreadable: Row = '502 refusal | 1 | uncertain estimated'

/** What has to be understood to be said in other words is refused where it cannot be, and nothing goes out before it is whole. */
const inOtherWords: Partial<Record<Trouble, Partial<Rows>>> = {
  none: reworded,
  '429': both('429 reworded | 3 | settled none'),
  '429 soon': both('429 reworded | 3 | settled none'),
  '429 late': both('429 reworded | 1 | settled none'),
  '503': both('503 reworded | 3 | settled none'),
  '500': both('500 reworded | 1 | settled none'),
  stall: { whole: '504 refusal | 1 | uncertain estimated' },
  truncated: { whole: unreadable },
  'wrong content type': { whole: reworded.whole, stream: unreadable },
  'megabyte line': reworded,
  'bad UTF-8': reworded,
  // A stream is told as it comes, which packed bytes do not.
  gzip: { whole: reworded.whole, stream: unreadable },
}
const inOtherWordsTold: typeof inOtherWords = {
  ...inOtherWords,
  stall: { ...inOtherWords.stall, ...told },
  truncated: { ...inOtherWords.truncated, ...told },
}

/** Where a wire's own nature makes a difference. */
const different: Readonly<Record<string, Partial<Record<Trouble, Partial<Rows>>>>> = {
  // What such a stream has used is said from its beginning on.
  anthropic: { stall: told, truncated: told },
  gemini: { stall: told, truncated: told },
  // Its streams come in frames and go out as server-sent events, but in gzip as they came.
  'bedrock-converse': {
    none: { stream: reworded.stream },
    'megabyte line': { stream: reworded.stream },
    'bad UTF-8': { stream: reworded.stream },
  },
  'a wire that we do not know': {
    none: uncounted,
    'wrong content type': both('200 untouched | 1 | settled none'),
    'megabyte line': uncounted,
    'bad UTF-8': uncounted,
    gzip: uncounted,
  },
  ...Object.fromEntries(chaosWires.filter((wire) => wire.translated).map(({ name }) => [name, inOtherWords])),
  'openai spoken to anthropic': inOtherWordsTold,
  'openai spoken to gemini': inOtherWordsTold,
}

describe.each(chaosWires)('$name', ({ name }) => {
  it.each(cases.filter(({ wire }) => wire.name === name))('$trouble, $mode', async (each) => {
    const { trouble, mode, id } = each
    const answer = got.get(id)
    const entries = await recorded(harness, each.name)
    const [entry] = entries
    const logged = harness.logged.find(({ event, deploymentId }) => event === 'call' && deploymentId === id)
    if (!answer || !entry || !logged) throw new Error('it left no trace')
    const row = `${words(each, answer)} | ${logged['attempts']} | ${entry.settlement.state} ${entry.settlement.source}`
    expect(row).toBe(different[name]?.[trouble]?.[mode] ?? expected[trouble][mode])
    // However often it was sent, it is one call; and it was sent as often as the log says.
    expect(entries).toHaveLength(1)
    expect(entry.settlement.usage.requests).toBe(trouble === 'refused' ? 0 : 1)
    expect(upstream.came.get(each.name) ?? 0).toBe(trouble === 'refused' ? 0 : logged['attempts'])
    // Each API has its own way of saying that it broke.
    const last = lastEvent(answer.bytes.toString())
    if (name === 'openai-responses' && answer.status === 200 && answer.cut && mode === 'stream')
      expect(last).toMatch(/^event: error\ndata: \{"type":"error",/)
    if (trouble === '429 late') expect(answer.headers.get('retry-after')).toBe('60')
    if (trouble === 'gzip' && answer.status === 200)
      expect(answer.headers.get('content-encoding')).toBe(each.wire.translated ? null : 'gzip')
  })
})
