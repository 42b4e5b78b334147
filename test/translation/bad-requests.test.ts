import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { anyRequest } from './any-request.ts'
import { places, put, wrong } from './bad-values.ts'
import { facts, formats } from './facts.ts'

type Json = Record<string, unknown>

const pairs = formats.flatMap(({ id: caller }) =>
  formats.filter(({ id }) => id !== caller).map(({ id: backend }) => ({ caller, backend })),
)

describe.each(pairs)('$caller → $backend', ({ caller, backend }) => {
  it('refuses what is wrong in words that name it, whatever it is', () => {
    let refused = 0
    fc.assert(
      fc.property(anyRequest[caller], fc.nat(), wrong, (request, place, what) => {
        const all = [...places(request)]
        const path = all[place % all.length] ?? []
        const json = put(request, path, what) as Json
        const { requestId, model, at } = facts
        const translation = translationBetween(caller, backend)
        try {
          const call = translation?.({
            below: '/any',
            accept: '',
            json,
            model: 'anthropic--claude',
            facts: { requestId, model, at },
          })
          // What is taken must be able to leave.
          JSON.stringify(call?.json)
        } catch (error) {
          if (!(error instanceof Failure)) throw error
          refused += 1
          const { target } = error.details
          expect(error.code).toBe('invalid')
          expect(target, error.message).toBeTruthy()
          expect(error.message.length).toBeLessThan(1_000)
        }
      }),
      { numRuns: 1_000 },
    )
    expect(refused).toBeGreaterThan(200)
  })
})
