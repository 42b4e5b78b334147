import { Buffer } from 'node:buffer'
import { Agent, request as httpRequest } from 'node:http'
import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerParser } from './answer-parser.ts'
import { sound, unsound } from './answers.fixture.ts'
import { LineError } from './handler.ts'

/** What a reader makes of the bytes of one answer, after which the other side closes. */
type Read = { readonly status: number; readonly raw: readonly string[]; readonly body: string } | 'refused'

/** Node's own client. What it says of bytes after the answer's end is no matter here. */
function readByNode(bytes: Buffer, head = false): Promise<Read> {
  const wire: Duplex = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      done()
      setImmediate(() => {
        if (bytes.length > 0) wire.push(bytes)
        setImmediate(() => wire.push(null))
      })
    },
  })
  const socket = Object.assign(wire, { setKeepAlive() {}, setNoDelay() {}, setTimeout() {}, ref() {}, unref() {} })
  const agent = Object.assign(new Agent({ keepAlive: true }), { createConnection: () => socket })
  return new Promise((resolve) => {
    const request = httpRequest({ agent, method: head ? 'HEAD' : 'GET' }, (response) => {
      let body = ''
      response.setEncoding('latin1')
      response.on('data', (piece: string) => {
        body += piece
      })
      response.on('error', () => {})
      response.on('close', () =>
        resolve(response.complete ? { status: response.statusCode ?? 0, raw: response.rawHeaders, body } : 'refused'),
      )
    })
    request.on('upgrade', (response) => resolve({ status: response.statusCode ?? 0, raw: [], body: '' }))
    request.on('error', () => resolve('refused'))
    request.end()
  })
}

function readByUs(bytes: Buffer, head = false): Read {
  return follow(bytes, head).read
}

/** `excess`: whether more came than the answer is long. */
function follow(bytes: Buffer, head = false): { read: Read; excess: boolean } {
  let read: Read = 'refused'
  let excess = false
  let begun = { status: 0, raw: [] as readonly string[], body: '' }
  const parser = new AnswerParser({
    head({ status, raw }) {
      begun = { status, raw, body: '' }
      return true
    },
    data(chunk) {
      begun.body += chunk.toString('latin1')
      return true
    },
    end(more) {
      read = begun
      excess = more
    },
  })
  parser.expect(head)
  try {
    parser.push(bytes)
    parser.close()
  } catch (error) {
    if (!(error instanceof LineError)) throw error
  }
  return { read, excess }
}

/** What Node reads and we refuse, each for a reason. */
const stricter: Record<string, string> = {
  '101': 'nobody asked for another protocol',
  'status 099': 'there is no such class of status',
  'a line before the status': 'no server of the day says one, and it may be the end of another answer',
  'another encoding': 'the body would pass in an encoding that the caller is not told of',
  'chunked and more': 'its end cannot be known, only guessed by the connection’s',
  'nearly chunked': 'the same',
  'chunked and a tab': 'to Node, it is not chunked',
  'chunked twice': 'two readers may take off one framing or two',
  'too many fields': 'bounded by number, too',
  'the chunk size "00000000000000001"': 'bounded',
  'the chunk extension a=': 'it is none',
  'the chunk extension a;;b': 'it is none',
  'the chunk extension =': 'it is none',
  'an extension without end': 'bounded for each chunk',
}

describe('compared with Node’s own reader', () => {
  it.each(Object.entries(sound))('%s is read alike', async (_name, { bytes, head }) => {
    const theirs = await readByNode(bytes, head)
    // Node speaks of bytes after the end as of an error of the answer where they come with it.
    if (theirs !== 'refused') expect(readByUs(bytes, head)).toEqual(theirs)
    else expect(bytes.toString()).toMatch(/\r\n0\r\n\r\ny$/)
  })

  it.each(Object.entries(unsound))('%s is refused alike, or for a reason of ours', async (name, { bytes }) => {
    expect(readByUs(bytes)).toBe('refused')
    if (name in stricter) expect(await readByNode(bytes)).not.toBe('refused')
    else expect(await readByNode(bytes)).toBe('refused')
  })

  it('of anything else, nothing is read that Node refuses, and nothing is read differently', async () => {
    const all = [...Object.values(sound), ...Object.values(unsound)].filter(({ bytes }) => bytes.length < 400)
    const edits = fc.array(
      fc.tuple(fc.nat(), fc.boolean(), fc.oneof(fc.nat(255), fc.constantFrom(0, 9, 10, 13, 32, 44, 48, 49, 58, 59, 65))),
      { minLength: 1, maxLength: 3 },
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), edits, async ({ bytes }, changes) => {
        let changed = bytes
        for (const [at, insert, byte] of changes) {
          const where = at % (changed.length + 1)
          changed = Buffer.concat([changed.subarray(0, where), Buffer.from([byte]), changed.subarray(insert ? where : where + 1)])
        }
        // To Node, more than the answer is an error of the answer: compared is what was taken for it.
        while (follow(changed).excess) changed = changed.subarray(0, -1)
        const ours = readByUs(changed)
        if (ours !== 'refused') expect(ours).toEqual(await readByNode(changed))
      }),
      { numRuns: 1500 },
    )
  })
})
