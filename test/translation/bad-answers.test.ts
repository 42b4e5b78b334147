import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { wires } from '../../src/wires/index.ts'
import { translatingWire } from '../../src/wires/translating-wire.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { minimal, places, put, wrong } from './bad-values.ts'
import { facts, formats } from './facts.ts'
import { recorded } from './fixtures.ts'

/** A stream's events as lines of JSON; a line that is none stays as it is. */
const linesOf = (stream: string): string[] => stream.split('\n')
const spoilLine = (line: string, place: number, what: unknown): string => {
  if (!line.startsWith('data: {')) return line
  const json: unknown = JSON.parse(line.slice(6))
  const all = [...places(json)]
  return `data: ${JSON.stringify(put(json, all[place % all.length] ?? [], what))}`
}

const pairs = formats.flatMap((caller) =>
  recorded
    .filter(({ format }) => format !== caller.id)
    .map((each) => ({ caller: caller.id, backend: each.format, name: each.name, each })),
)

describe.each(pairs)('$caller ← $backend: $name', ({ caller, backend, each }) => {
  const translation = translationBetween(caller, backend)
  const callOf = (stream: boolean) => {
    const json = { ...minimal[caller], ...('stream' in minimal[caller] ? { stream } : {}) }
    const call = translation?.({ below: stream ? '/any-stream' : '/any', accept: '', json, model: 'm', facts })
    if (!call) throw new Error('the same wire')
    return call
  }

  it('whatever a whole answer has wrong, it is said or refused in words', () => {
    const all = [...places(each.answer)]
    fc.assert(
      fc.property(fc.nat(), wrong, (place, what) => {
        const answer = put(each.answer, all[place % all.length] ?? [], what)
        try {
          JSON.parse(
            callOf(false)
              .answer(200, Buffer.from(JSON.stringify(answer)))
              .toString(),
          )
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          expect(error.code).toBe('upstream_failed')
        }
      }),
      { numRuns: 200 },
    )
  })

  it('whatever a stream has wrong, it goes on or breaks in words', () => {
    const lines = linesOf(each.stream)
    const wire = wires.get(backend)
    if (!wire || !translation) return
    fc.assert(
      fc.property(fc.nat(), fc.nat(), wrong, (at, place, what) => {
        const spoilt = lines.with(at % lines.length, spoilLine(lines[at % lines.length] ?? '', place, what)).join('\n')
        const stream = callOf(true).openStream()
        try {
          stream.push(Buffer.from(spoilt))
          stream.end()
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          expect(error.code).toBe('upstream_failed')
        }
        const watcher = translatingWire(wire, callOf(true)).reframe?.('text/event-stream', { below: '/any', accept: '' })
        watcher?.stream.push(Buffer.from(spoilt))
        watcher?.stream.end()
        const { serviceTier: _, ...counts } = watcher?.stream.usage() ?? {}
        for (const count of Object.values(counts)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
