import { describe, expect, it } from 'vitest'
import { answeredLine, isForLater, isSuccess, unansweredLine } from './batch-result.ts'

describe('the answer to a line', () => {
  it.each([
    [429, 50, true],
    [423, 50, true],
    [503, 50, true],
    [500, 1, true],
    [502, 2, true],
    [504, 3, false],
    [408, 3, false],
    [400, 1, false],
    [401, 1, false],
    [404, 1, false],
    [200, 1, false],
  ])('%i after %i tries is for later: %s', (status, tries, later) => {
    expect(isForLater(status, tries)).toBe(later)
    expect(isSuccess({ status })).toBe(status === 200)
  })

  const of = { batchId: 'batch_ab', line: 7, customId: 'q', attempts: 1 }
  const answer = { status: 200, requestId: 'r', text: '{"a":1}' }

  it('is one line, in OpenAI’s words', () => {
    expect(JSON.parse(answeredLine(of, answer))).toEqual({
      id: 'batch_req_ab_7',
      custom_id: 'q',
      response: { status_code: 200, request_id: 'r', body: { a: 1 } },
      error: null,
    })
    expect(answeredLine(of, { ...answer, text: 'two\nlines' })).not.toContain('\n')
  })

  it('says when the line was begun more than once', () => {
    expect(JSON.parse(answeredLine({ ...of, attempts: 2 }, answer))).toMatchObject({ attempts: 2 })
    expect(answeredLine(of, answer)).not.toContain('attempts')
  })

  it('may be that there is none', () => {
    expect(JSON.parse(unansweredLine(of, 'batch_expired'))).toMatchObject({
      custom_id: 'q',
      response: null,
      error: { code: 'batch_expired', message: expect.stringContaining('window') },
    })
  })
})
