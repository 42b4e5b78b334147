import { describe, expect, it } from 'vitest'
import { makeLogger } from './logger.ts'

const logged = (level: 'info' | 'warn', fields: object): Record<string, unknown>[] => {
  const lines: string[] = []
  const log = makeLogger({ level, name: 'gateway', to: { write: (line: string) => lines.push(line) } })
  log.info(fields, 'call served')
  return lines.map((line) => JSON.parse(line))
}

describe('logger', () => {
  it('writes one JSON line with level, time, process and event', () => {
    const [line] = logged('info', { deploymentId: 'd1', status: 200 })
    expect(line).toMatchObject({ level: 'info', name: 'gateway', msg: 'call served', deploymentId: 'd1', status: 200 })
    expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  it('is silent below its level', () => expect(logged('warn', {})).toEqual([]))

  it('writes every kind of plain value as JSON says it', () => {
    const fields = { text: 'a "b"\n', yes: true, none: null, gone: undefined, half: 0.5, not: Number.NaN }
    const [line] = logged('info', fields)
    expect(line).toMatchObject({ text: 'a "b"\n', yes: true, none: null, half: 0.5, not: null })
    expect(line).not.toHaveProperty('gone')
  })

  it('writes errors with message and stack', () => {
    const [line] = logged('info', { err: new Error('no way') })
    expect(line?.['err']).toMatchObject({ type: 'Error', message: 'no way', stack: expect.stringContaining('logger.test') })
  })

  it('conceals secrets of plain events', () => {
    expect(logged('info', { token: 'lk_1', password: 5, apiKey: null })[0]).toMatchObject({
      token: '[redacted]',
      password: '[redacted]',
      apiKey: null,
    })
  })

  it('never writes a secret, at any of the first four depths, in any spelling', () => {
    const secret = 'lk_123_very-secret'
    const text = JSON.stringify(
      logged('info', {
        authorization: secret,
        headers: { 'api-key': secret, cookie: secret },
        a: { b: { password: secret } },
        list: [{ client_secret: secret, 'X-Api-Key': secret, tokens: 5 }],
      }),
    )
    expect(text).not.toContain(secret)
    expect(text).toContain('[redacted]')
    expect(text).toContain('"tokens":5')
  })
})
