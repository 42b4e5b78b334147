import { describe, expect, it } from 'vitest'
import { readTraceparent, writeTraceparent } from './trace-context.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'

describe('traceparent', () => {
  it('is read and written', () => {
    const context = { traceId: trace, spanId: span, sampled: true }
    expect(readTraceparent(`00-${trace}-${span}-01`)).toEqual(context)
    expect(writeTraceparent(context)).toBe(`00-${trace}-${span}-01`)
    expect(writeTraceparent({ ...context, sampled: false })).toBe(`00-${trace}-${span}-00`)
  })

  it.each([
    ['a later version with more behind', `01-${trace}-${span}-03-more`, { sampled: true }],
    ['flags without the sampled bit', `00-${trace}-${span}-02`, { sampled: false }],
    ['version ff', `ff-${trace}-${span}-01`, null],
    ['more in version 00', `00-${trace}-${span}-01-more`, null],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${span}-01`, null],
    ['a span of zeros', `00-${trace}-${'0'.repeat(16)}-01`, null],
    ['capitals', `00-${trace.toUpperCase()}-${span}-01`, null],
    ['nothing', undefined, null],
  ])('%s', (_, header, expected) => {
    const read = readTraceparent(header)
    if (expected) expect(read).toMatchObject(expected)
    else expect(read).toBeNull()
  })
})
