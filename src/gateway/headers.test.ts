import { describe, expect, it } from 'vitest'
import { toCaller, toUpstream } from './headers.ts'

const upstream = (raw: string[], own: Record<string, string> = {}, contentType: string | null = null): Record<string, string> =>
  paired(toUpstream(raw, new Map(Object.entries(own)), 'r1', contentType))
const caller = (raw: string[]) => {
  const headers = toCaller(raw, 'r1', ['sunset', 'soon'])
  return { ...headers, pairs: paired(headers.flat) }
}
const paired = (flat: string[]): Record<string, string> => {
  const pairs: Record<string, string> = {}
  for (let at = 0; at < flat.length; at += 2) pairs[flat[at] ?? ''] = flat[at + 1] ?? ''
  return pairs
}

/** The last word on what comes back is ours, too. */
const always = { 'accept-encoding': 'identity', 'x-request-id': 'r1' }

describe('headers to a backend', () => {
  it.each([
    ...[
      'Authorization',
      'API-Key',
      'X-Api-Key',
      'Cookie',
      'Host',
      'Content-Length',
      'Accept-Encoding',
      'Connection',
      'Keep-Alive',
      'TE',
    ],
    ...[
      'Transfer-Encoding',
      'Upgrade',
      'Proxy-Authorization',
      'X-Forwarded-For',
      'Forwarded',
      'AI-Resource-Group',
      'OpenAI-Organization',
      'Expect',
      'X-Goog-Api-Key',
      'X-Goog-User-Project',
      'X-Amz-Date',
      'X-Amz-Security-Token',
      'X-Amz-Content-Sha256',
      'Via',
    ],
  ])('%s never crosses', (name) => expect(upstream([name, 'x'])).toEqual(always))

  it('lets the rest through, ours instead of the caller’s', () => {
    expect(
      upstream(
        [
          'Accept',
          'text/event-stream',
          'OpenAI-Beta',
          'assistants=v2',
          'X-Stainless-Lang',
          'js',
          'X-Version',
          '1',
          'X-Request-Id',
          'theirs',
        ],
        {
          authorization: 'Bearer ours',
          'x-version': '2',
        },
      ),
    ).toEqual({
      accept: 'text/event-stream',
      'openai-beta': 'assistants=v2',
      'x-stainless-lang': 'js',
      authorization: 'Bearer ours',
      'x-version': '2',
      ...always,
    })
  })

  it('drops what the caller’s connection header names', () => {
    expect(upstream(['X-Secret-Hop', '1', 'Connection', 'close, X-Secret-Hop', 'X-Kept', '2'])).toEqual({
      'x-kept': '2',
      ...always,
    })
  })

  it('corrects the content type', () => {
    expect(upstream(['Content-Type', 'application/x-www-form-urlencoded'], {}, 'application/json')['content-type']).toBe(
      'application/json',
    )
    expect(upstream([], {}, 'application/json')['content-type']).toBe('application/json')
  })
})

describe('headers to a caller', () => {
  it('drop what is about the backend’s connection, account or host', () => {
    const { pairs } = caller([
      ...[
        'Connection',
        'keep-alive',
        'Keep-Alive',
        'timeout=60',
        'Date',
        'today',
        'Server',
        'cloud',
        'Set-Cookie',
        'a=1',
        'OpenAI-Organization',
        'o',
      ],
      ...[
        'Transfer-Encoding',
        'chunked',
        'CF-Ray',
        '1',
        'Strict-Transport-Security',
        'x',
        'X-Request-Id',
        'up',
        'Retry-After',
        '5',
        'X-Own',
        'kept',
      ],
    ])
    expect(pairs).toEqual({
      'x-request-id': 'r1',
      'x-upstream-request-id': 'up',
      'retry-after': '5',
      'x-own': 'kept',
      sunset: 'soon',
    })
  })

  it('keep the length, but not of an event stream, which is marked against buffering', () => {
    expect(caller(['Content-Type', 'application/json', 'Content-Length', '5'])).toMatchObject({
      eventStream: false,
      packed: null,
      pairs: { 'content-length': '5' },
    })
    const { pairs, eventStream } = caller([
      'Content-Length',
      '5',
      'Cache-Control',
      'max-age=5',
      'X-Accel-Buffering',
      'yes',
      'Content-Type',
      'text/event-stream; charset=utf-8',
    ])
    expect(eventStream).toBe(true)
    expect(pairs).toMatchObject({ 'cache-control': 'no-cache', 'x-accel-buffering': 'no' })
    expect(pairs['content-length']).toBeUndefined()
  })

  it('know what can be read and how it ends', () => {
    expect(caller(['Content-Encoding', 'gzip']).packed).toBe('gzip')
    expect(caller(['Content-Type', 'text/plain']).closeDelimited).toBe(true)
    expect(caller(['Transfer-Encoding', 'chunked']).closeDelimited).toBe(false)
  })
})
