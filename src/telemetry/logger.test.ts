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
