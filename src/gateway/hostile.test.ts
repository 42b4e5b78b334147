import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { target } from '../../test/gateway-harness.ts'
import { inferenceDialects } from '../dialects/inference.ts'
import { Failure } from '../domain/failure.ts'
import { wires } from '../wires/index.ts'
import { modelIn, parseObject } from './body.ts'
import { isInternal } from './forward.ts'
import { findPart, setPart } from './multipart.ts'
import { upstreamPlace } from './path.ts'

/** Whatever comes from outside, a function either answers or refuses in words; nothing else escapes from it. */
const onlyRefuses = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(Failure)
  }
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each))
/** Text made of what means something to our parsers. */
const nasty = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      'model',
      'usage',
      '--XX',
      '\r\n',
      '\n\n',
      'data:',
      ' ',
      '\u0000',
      '%2e',
      '..',
      '/',
      '1',
      'name="model"',
      'é',
    ),
  )
  .map((parts) => parts.join(''))

describe('hostile input', () => {
  it('in a body', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, nasty.map(Buffer.from), fc.json().map(Buffer.from)), (body) => {
        onlyRefuses(() => {
          const json = parseObject(body)
          modelIn(json, null, undefined)
          for (const wire of wires.values())
            JSON.parse(wire.prepare('/chat/completions', { bytes: body, json }, 'other').bytes.toString())
        })
        onlyRefuses(() => modelIn(null, body, 'multipart/form-data; boundary=XX'))
        onlyRefuses(() => setPart(body, 'multipart/form-data; boundary=XX', 'model', 'x'))
        expect(findPart(body, 'multipart/form-data', 'model')).toBeNull()
      }),
      { numRuns: 1000 },
    )
  })

  it('in a path', () => {
    const place = target('http://x', { paths: [{ below: '/a/**', path: '/safe/{rest}' }] })
    fc.assert(
      fc.property(fc.oneof(nasty, fc.webPath(), fc.string()), (path) => {
        isInternal(path)
        for (const dialect of inferenceDialects) onlyRefuses(() => dialect.match('POST', `/${path}`, {}))
        onlyRefuses(() =>
          expect(new URL(upstreamPlace(place, `/a/${path}`, path).path, 'http://x').pathname).toMatch(/^\/safe\//),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('in an answer: nothing is lost, whatever the bytes and however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, nasty.map(Buffer.from)), { maxLength: 12 }), (chunks) => {
        for (const wire of wires.values()) {
          const passing = wire.watchStream(false)
          const hiding = wire.watchStream(true)
          const json = wire.watchJson()
          const kept: Buffer[] = []
          for (const chunk of chunks) {
            expect(passing.push(chunk)).toBe(chunk)
            kept.push(hiding.push(chunk) ?? Buffer.alloc(0))
            json.push(chunk)
          }
          expect(passing.end()).toBeNull()
          kept.push(hiding.end() ?? Buffer.alloc(0))
          json.usage()
          // No usage event without choices can be among these pieces, so that nothing is hidden.
          expect(Buffer.concat(kept).equals(Buffer.concat(chunks))).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
