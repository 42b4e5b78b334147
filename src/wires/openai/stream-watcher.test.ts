import { describe, expect, it } from 'vitest'
import { makeHidingWatcher, makePassingWatcher } from './stream-watcher.ts'
import { openaiWire } from './wire.ts'

const delta = 'data: {"id":"1","choices":[{"delta":{"content":"a"}}],"usage":null}'
const filters = 'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}'
const usageEvent = 'data: {"id":"1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}'
const counted = { inputTokens: 3, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 }

const run = (watcher: ReturnType<typeof makeHidingWatcher>, chunks: readonly Buffer[]): string => {
  const out = chunks.map((chunk) => watcher.push(chunk))
  out.push(watcher.end())
  return Buffer.concat(out.filter((each) => each !== null)).toString()
}
const cuts = (bytes: Buffer): Buffer[][] => [
  [bytes],
  [...bytes].map((byte) => Buffer.from([byte])),
  ...Array.from({ length: bytes.length }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]),
]

describe('watching an event stream', () => {
  it.each(['\n', '\r\n', '\r'])('hides only the usage event, at every cut (line end %j)', (eol) => {
    const gap = eol + eol
    const before = [filters, delta, delta].join(gap) + gap
    const after = `data: [DONE]${gap}`
    for (const chunks of cuts(Buffer.from(before + usageEvent + gap + after))) {
      const watcher = makeHidingWatcher()
      expect(run(watcher, chunks)).toBe(before + after)
      expect(watcher.usage()).toEqual(counted)
      expect(watcher.finished()).toBe(true)
    }
  })

  it('passes everything untouched when nothing is hidden, and counts all the same', () => {
    const text = `: hello\n\n${delta}\n\n${usageEvent}\n\ndata: [DONE]\n\n`
    for (const chunks of cuts(Buffer.from(text))) {
      const watcher = makePassingWatcher()
      expect(run(watcher, chunks)).toBe(text)
      expect(watcher.usage()).toEqual(counted)
      expect(watcher.finished()).toBe(true)
    }
  })

  it('shows usage that comes together with choices', () => {
    const text = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n'
    const watcher = makeHidingWatcher()
    expect(run(watcher, [Buffer.from(text)])).toBe(text)
    expect(watcher.usage()).toEqual(counted)
  })

  it('reads the nested usage of the responses shape', () => {
    const watcher = makePassingWatcher()
    watcher.push(
      Buffer.from(
        'event: response.completed\ndata: {"type":"response.completed","response":{"usage":{"input_tokens":3,"output_tokens":2}}}\n\n',
      ),
    )
    expect(watcher.usage()).toEqual(counted)
  })

  it('ends the responses shape at its last event, and breaks it off in its own words', () => {
    const watcher = makePassingWatcher()
    watcher.push(Buffer.from('data: {"type":"response.created","response":{"usage":null}}\n\ndata: {"type":"resp'))
    expect([watcher.finished(), watcher.errorEvent?.('broke', 'upstream_failed')]).toEqual([
      false,
      '\n\nevent: error\ndata: {"type":"error","sequence_number":0,"code":"upstream_failed","message":"broke","param":null}\n\n',
    ])
    watcher.push(Buffer.from('onse.incomplete","response":{"usage":{"input_tokens":3,"output_tokens":2}}}\n\n'))
    expect(watcher.finished()).toBe(true)
  })

  it('breaks the responses shape off in its own words before its first event, too', () => {
    const { watchStream } = openaiWire
    expect(watchStream(false, '/responses').errorEvent?.('gone', 'timeout')).toMatch(/^(\n\n)?event: error\n/)
    expect(watchStream(false, '/chat/completions').errorEvent?.('gone', 'timeout')).toMatch(/^(\n\n)?data: \{"error"/)
  })

  it('lets go of an event that is too long to hold', () => {
    const watcher = makeHidingWatcher()
    const text = `data: {"choices":[],"usage":{"prompt_tokens":1},"pad":"${'x'.repeat(3_000_000)}"}\n\ndata: [DONE]\n\n`
    const bytes = Buffer.from(text)
    expect(run(watcher, [bytes.subarray(0, 2_000_000), bytes.subarray(2_000_000)])).toBe(text)
  })

  it('knows whether an event is half said', () => {
    const watcher = makePassingWatcher()
    watcher.push(Buffer.from('data: a\n\ndata: {"cho'))
    expect(watcher.midEvent()).toBe(true)
    watcher.push(Buffer.from('ices":[]}\n\n'))
    expect(watcher.midEvent()).toBe(false)
  })
})
