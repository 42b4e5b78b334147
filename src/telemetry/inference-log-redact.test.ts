import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { redact } from './inference-log-redact.ts'

const shown = (body: string, hidden: readonly string[] = [], cut = false) =>
  redact(Buffer.from(body), cut, new Set(hidden.map((name) => name.toLowerCase())))

describe('redaction of what is kept', () => {
  it.each([
    ['our API key', `lk_abcdefghijkl_${'a'.repeat(43)}`],
    ['a provider key', 'sk-proj-0123456789abcdefghij'],
    ['a Google key', `AIza${'b'.repeat(35)}`],
    ['an AWS key id', 'AKIAABCDEFGHIJKLMNOP'],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0abc.c2lnbmF0dXJl'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----'],
  ])('takes %s out of prose', (_, secret) => {
    expect(shown(`{"content":"use ${secret} please"}`)).toEqual({ encoding: 'text', body: '{"content":"use [redacted] please"}' })
  })

  it.each([
    ['{"api_key":"hunter2","n":1}', '{"api_key":"[redacted]","n":1}'],
    ['{"Password": "a\\"b", "n":1}', '{"Password": "[redacted]", "n":1}'],
    [
      '{"arguments":"{\\"client_secret\\":\\"hunter2\\",\\"n\\":1}"}',
      '{"arguments":"{\\"client_secret\\":\\"[redacted]\\",\\"n\\":1}"}',
    ],
    ['{"password":"a\\", b","n":1}', '{"password":"[redacted]","n":1}'],
    ['{"a":"{\\"password\\":\\"a\\\\\\", b\\",\\"n\\":1}"}', '{"a":"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"}'],
    ['{"headers":{"Authorization":"Bearer short"}', '{"headers":{"Authorization":"[redacted]"}'],
    ['{"accessToken":"torn off in the mid', '{"accessToken":"[redacted]'],
  ])('takes the value of a credential field: %s', (body, expected) => expect(shown(body).body).toBe(expected))

  it('leaves tokens of the model alone', () => {
    const body = '{"logprobs":[{"token":"Hel"}],"max_tokens":5,"big":12345678901234567890}'
    expect(shown(body)).toEqual({ encoding: 'text', body })
    expect(shown(body, ['user'])).toEqual({ encoding: 'text', body })
  })

  it('takes configured fields out of JSON at any depth, and out of JSON in strings', () => {
    const body = JSON.stringify({ user: 'Ann', tools: [{ arguments: '{"IBAN":{"a":1},"n":1}' }] })
    expect(shown(body, ['user', 'iban']).body).toBe(
      JSON.stringify({ user: '[redacted]', tools: [{ arguments: '{"IBAN":"[redacted]","n":1}' }] }),
    )
  })

  it('takes configured fields out of every event of a stream', () => {
    const body = 'event: x\ndata: {"user":"Ann","d":"Hi"}\n\ndata: [DONE]\n\n'
    expect(shown(body, ['user']).body).toBe('event: x\ndata: {"user":"[redacted]","d":"Hi"}\n\ndata: [DONE]\n\n')
  })

  it.each([
    ['torn JSON', '{"user":"An'],
    ['prose', 'user: Ann'],
    ['a torn stream', 'data: {"user":"Ann"}\n\ndata: {"user":"A'],
  ])('keeps nothing of %s where fields are to go', (_, body) =>
    expect(shown(body, ['user'], true)).toMatchObject({ encoding: 'withheld', body: null }),
  )

  it('keeps what is no text as base64, unless fields are to go', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x81])
    expect(redact(bytes, false, new Set())).toEqual({ encoding: 'base64', body: '/wCB' })
    expect(redact(bytes, false, new Set(['a'])).encoding).toBe('withheld')
  })

  it('reads text that was cut in the middle of a character', () => {
    expect(redact(Buffer.from('aé').subarray(0, 2), true, new Set())).toEqual({ encoding: 'text', body: 'a' })
  })

  it('reads a long body in time that grows with its length alone', () => {
    const body = `{"password":"${'\\\\'.repeat(200_000)}`
    const before = performance.now()
    shown(body)
    shown('"password":'.repeat(30_000))
    shown('eyJ'.repeat(100_000))
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
