import { describe, expect, it } from 'vitest'
import { makeNativeStream, makeSseStream } from '../../src/wires/bedrock-converse/stream.ts'
import { eventStreamType } from '../../src/wires/event-stream/frames.ts'
import { wires } from '../../src/wires/index.ts'
import { translatingWire } from '../../src/wires/translating-wire.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import type { Asked, StreamWatcher, Wire } from '../../src/wires/wire.ts'
import { minimal } from '../translation/bad-values.ts'
import { facts, formats } from '../translation/facts.ts'
import { asFrames, converseToolEvents, recorded } from '../translation/fixtures.ts'
import { anthropicEvents, anthropicFrames, converseFrames, exceptionFrame, titanFrames } from '../upstreams/bedrock.ts'
import { geminiEvents } from '../upstreams/gemini.ts'

/** A provider's stream as it comes over the wire, byte for byte. `format` is the chat API that can be told in other words. */
type Stream = {
  readonly name: string
  readonly wire: string
  readonly type: string
  readonly bytes: Buffer
  readonly format: string | null
}

const sse = 'text/event-stream'
const events = (list: readonly object[], eol: string): Buffer =>
  Buffer.from(list.map((event) => `data: ${JSON.stringify(event)}${eol}${eol}`).join(''))
const framed = (name: string, frames: readonly Buffer[], format: string | null): Stream => ({
  name,
  wire: 'bedrock-converse',
  type: eventStreamType,
  bytes: Buffer.concat(frames),
  format,
})

const streams: readonly Stream[] = [
  ...recorded.map(({ name, format, stream }): Stream => {
    if (format === 'bedrock-converse') return framed(name, [asFrames(converseToolEvents)], format)
    // Deployments of OpenAI's wire have both of its APIs.
    const wire = format === 'openai-responses' ? 'openai' : format
    return { name, wire, type: sse, bytes: Buffer.from(stream), format }
  }),
  framed('text', converseFrames(), 'bedrock-converse'),
  framed('native, Anthropic', anthropicFrames(), null),
  framed('native, Titan', titanFrames(), null),
  framed(
    'an exception in the middle',
    [...converseFrames().slice(0, 2), exceptionFrame({ type: 'throttlingException', message: 'slow' })],
    'bedrock-converse',
  ),
  { name: 'text', wire: 'gemini', type: sse, bytes: events(geminiEvents, '\r\n'), format: 'gemini' },
  {
    name: 'text with pings',
    wire: 'anthropic',
    type: sse,
    bytes: Buffer.concat([
      Buffer.from(': hi\n\nevent: ping\ndata: {"type": "ping"}\n\n'),
      events([...anthropicEvents.slice(0, -1), { type: 'message_stop' }], '\n'),
    ]),
    format: 'anthropic',
  },
]
const wireOf = (id: string): Wire => {
  const wire = wires.get(id)
  if (!wire) throw new Error(`no wire ${id}`)
  return wire
}

/** Everything that can be seen of a stream that came in these pieces. */
function seen(stream: StreamWatcher, pieces: readonly Buffer[]): unknown {
  const out: Buffer[] = []
  for (const piece of pieces) {
    const passed = stream.push(piece)
    if (passed) out.push(passed)
    if (stream.broken?.()) break
  }
  const rest = stream.end()
  if (rest) out.push(rest)
  const broken = stream.broken?.() ?? null
  return {
    bytes: Buffer.concat(out).toString('latin1'),
    usage: stream.usage(),
    pieces: stream.pieces?.(),
    finished: stream.finished(),
    broken: broken && [broken.failure.code, broken.failure.message, broken.told],
  }
}

function atEverySplit(bytes: Buffer, open: () => StreamWatcher): void {
  const whole = seen(open(), [bytes])
  for (let at = 0; at <= bytes.length; at += 1) {
    const split = seen(open(), [bytes.subarray(0, at), bytes.subarray(at)])
    // Comparing deeply costs more than reading: it is for telling what is wrong.
    if (JSON.stringify(split) !== JSON.stringify(whole)) expect(split, `split at ${at}`).toEqual(whole)
  }
  const single = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1))
  expect(seen(open(), single)).toEqual(whole)
}

const asks: readonly (Asked & { readonly as: string })[] = [
  { as: 'events', below: '/converse-stream', accept: '' },
  { as: 'frames', below: '/model/m/converse-stream', accept: '' },
]

describe.each(streams)('a stream of $wire: $name', ({ wire: id, type, bytes, format }) => {
  const wire = wireOf(id)

  it.each(asks)('is the same at every split, as $as', (asked) => {
    const open = (): StreamWatcher => wire.reframe?.(type, asked)?.stream ?? wire.watchStream(false)
    atEverySplit(bytes, open)
    atEverySplit(bytes, () => wire.reframe?.(type, asked)?.stream ?? wire.watchStream(true))
    const { finished, usage, broken } = seen(open(), [bytes]) as { finished: boolean; usage: unknown; broken: unknown }
    expect(usage !== null || broken !== null).toBe(true)
    expect(finished || broken !== null).toBe(true)
  })

  const callers = formats.filter(({ id: caller }) => format !== null && format !== 'openai-responses' && caller !== format)
  it.each(
    callers.map((caller) => ({
      caller: caller.id,
      below: caller.id === 'bedrock-converse' ? '/model/m/converse-stream' : '/any-stream',
    })),
  )('is the same at every split, said to $caller', ({ caller, below }) => {
    const translation = translationBetween(caller, id)
    if (!translation) throw new Error('the same wire')
    const open = (): StreamWatcher => {
      const call = translation({ below, accept: '', json: minimal[caller], model: 'm', facts })
      const stream = translatingWire(wire, call).reframe?.(type, { below, accept: '' })?.stream
      if (!stream) throw new Error('no stream')
      return stream
    }
    atEverySplit(bytes, open)
  })
})

describe.each(streams.filter(({ type }) => type === eventStreamType))('a flipped bit in $name', ({ bytes }) => {
  it.each([
    ['events', makeSseStream],
    ['frames', makeNativeStream],
  ])('is seen wherever it is, as %s', (_, open) => {
    const missed: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const spoilt = Buffer.from(bytes)
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const stream = open()
      stream.push(spoilt)
      stream.end()
      const broken = stream.broken?.()
      if (!broken || (broken.failure.details.code !== 'damaged_stream' && stream.finished())) missed.push(bit)
    }
    expect(missed).toEqual([])
  })
})
