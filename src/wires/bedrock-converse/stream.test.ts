import { describe, expect, it } from 'vitest'
import { dataOf } from '../../../test/providers/scene.ts'
import {
  anthropicEvents,
  anthropicFrames,
  converseEvents,
  converseFrames,
  exceptionFrame,
  titanEvents,
  titanFrames,
} from '../../../test/upstreams/bedrock.ts'
import { encodeFrame } from '../event-stream/frames.ts'
import type { StreamWatcher } from '../wire.ts'
import { makeNativeStream, makeSseStream } from './stream.ts'

const run = (stream: StreamWatcher, pieces: readonly Buffer[]): string =>
  Buffer.concat([...pieces.map((piece) => stream.push(piece)), stream.end()].filter((each) => each !== null)).toString()
const counts = { inputTokens: 15, cachedInputTokens: 2, cacheWriteTokens: 1, outputTokens: 5, reasoningTokens: 0 }
const named = converseEvents.map(([type, value]) => ({ [type]: value }))

describe.each([
  ['converse', converseFrames(), named, counts],
  ['native, Anthropic', anthropicFrames(), anthropicEvents, counts],
  ['native, Titan', titanFrames(), titanEvents, { ...counts, inputTokens: 12, cachedInputTokens: 0, cacheWriteTokens: 0 }],
] as const)('a stream of %s', (_, frames, events, usage) => {
  const bytes = Buffer.concat(frames)

  it('is the same events and counts at every cut', () => {
    for (let at = 0; at <= bytes.length; at += 1) {
      const stream = makeSseStream()
      expect(dataOf(run(stream, [bytes.subarray(0, at), bytes.subarray(at)]))).toEqual(events)
      expect(stream.usage()).toEqual(usage)
      expect([stream.finished(), stream.broken?.()]).toEqual([true, null])
    }
  })

  it('goes on as it came for who reads frames', () => {
    const stream = makeNativeStream()
    const pieces = [bytes.subarray(0, 5), bytes.subarray(5, 100), bytes.subarray(100)]
    for (const piece of pieces) expect(stream.push(piece)).toBe(piece)
    stream.end()
    expect([stream.usage(), stream.broken?.()]).toEqual([usage, null])
  })

  it('passes on nothing of a frame that is not whole', () => {
    for (let at = 0; at < bytes.length; at += 7) {
      const spoilt = Buffer.from(bytes)
      spoilt[at] = (spoilt[at] ?? 0) ^ 0x10
      const stream = makeSseStream()
      const seen = dataOf(run(stream, [spoilt]))
      expect(seen).toEqual(events.slice(0, seen.length))
      expect(seen.length).toBeLessThan(events.length)
      expect(stream.broken?.()?.failure.details.code).toBe('damaged_stream')
    }
  })
})

describe('a stream that breaks off', () => {
  const frames = [...converseFrames().slice(0, 3), exceptionFrame({ type: 'throttlingException', message: 'Too many tokens' })]

  it('says why, once what came before has been passed on', () => {
    const stream = makeSseStream()
    expect(dataOf(run(stream, [Buffer.concat(frames)]))).toEqual(named.slice(0, 3))
    const broken = stream.broken?.()
    expect(broken).toMatchObject({ told: false, failure: { code: 'limited', details: { code: 'throttlingException' } } })
    expect(broken?.failure.message).toContain('Too many tokens')
  })

  it("has said so itself where frames are read, in the service's own way", () => {
    const stream = makeNativeStream()
    stream.push(Buffer.concat(frames))
    expect(stream.broken?.()).toMatchObject({ told: true, failure: { code: 'limited' } })
  })

  it('knows an error that the service does not model', () => {
    const stream = makeSseStream()
    const headers = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'out of luck' }
    stream.push(encodeFrame(headers, Buffer.alloc(0)))
    const broken = stream.broken?.()
    expect([broken?.failure.code, broken?.failure.details.code]).toEqual(['upstream_failed', 'InternalError'])
    expect(broken?.failure.message).toContain('out of luck')
  })

  it.each([
    ['sse', makeSseStream],
    ['frames', makeNativeStream],
  ])('is torn where its end is missing (%s)', (_, make) => {
    const stream = make()
    stream.push(Buffer.concat(converseFrames().slice(0, 3)))
    stream.end()
    expect(stream.broken?.()?.failure.message).toContain('before its end')
  })

  it('says nothing more where a caller has half a frame', () => {
    const stream = makeNativeStream()
    stream.push(Buffer.concat(frames).subarray(0, 20))
    expect(stream.errorEvent?.('broken', 'upstream_failed')).toBe('')
  })
})
