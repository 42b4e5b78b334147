import { z } from 'zod'
import { type BatchErrorCode, belowOf } from '../domain/batch.ts'
import { issuesIn } from '../domain/issues.ts'
import { estimateInputTokens } from '../domain/usage.ts'

/** A line of an input file that can be called. */
export type GoodLine = {
  readonly customId: string
  /** What its body calls the model; null: nothing. */
  readonly model: string | null
  /** Sent as it is. */
  readonly body: Readonly<Record<string, unknown>>
  /** Estimated input. */
  readonly tokens: number
}
export type BadLine = { readonly code: BatchErrorCode; readonly message: string; readonly param: string | null }
export type ReadLine = { readonly good: GoodLine } | { readonly bad: BadLine }

/** Characters of one line: a prompt with pictures fits. */
export const longestLine = 8 * 1024 * 1024

const Line = z.strictObject({
  custom_id: z.string().min(1).max(512),
  method: z.literal('POST'),
  url: z.string(),
  body: z.record(z.string(), z.unknown()),
})

/** Reads one line of a batch for `endpoint`. What depends on other lines (`custom_id`, the model) is for the caller to see. */
export function readBatchLine(text: string, endpoint: string): ReadLine {
  if (text.length > longestLine) return bad('invalid_json_line', `is longer than ${longestLine} characters`, null)
  const value = parsed(text)
  if (value === undefined) return bad('invalid_json_line', 'is not valid JSON: each line must be one whole JSON object', null)
  const [issue] = issuesIn(Line, value)
  if (issue) {
    const param = issue.path.length === 0 ? null : issue.path.map(String).join('.')
    return bad('invalid_request', `${param === null ? '' : `${param} `}${issue.message}`, param)
  }
  const { custom_id: customId, url, body } = Line.parse(value)
  if (belowOf(url) === null || belowOf(url) !== belowOf(endpoint))
    return bad(
      'url_mismatch',
      `url must be ${endpoint}, the endpoint of the batch, got ${JSON.stringify(url.slice(0, 80))}`,
      'url',
    )
  const { model, stream } = body
  if (model !== undefined && typeof model !== 'string')
    return bad('invalid_request', 'body.model must be a string: the name of a deployment', 'body.model')
  if (stream !== undefined && stream !== false && stream !== null)
    return bad('invalid_request', 'body.stream must be false or absent: the answers of a batch are not streamed', 'body.stream')
  return { good: { customId, model: model ?? null, body, tokens: estimateInputTokens(JSON.stringify(body).length) } }
}

const bad = (code: BatchErrorCode, message: string, param: string | null): ReadLine => ({ bad: { code, message, param } })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
