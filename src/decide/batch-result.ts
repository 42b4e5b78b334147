/** What a call answered, or that none came of it. */
export type LineAnswer = {
  readonly status: number
  /** `x-request-id` of the call. */
  readonly requestId: string
  readonly text: string
}

/** Why a line was never answered. */
export const unansweredCodes = {
  batch_expired: 'This request could not be executed before the completion window expired.',
  batch_cancelled: 'This batch was cancelled before this request was executed.',
} as const
export type UnansweredCode = keyof typeof unansweredCodes

export type LineOf = {
  readonly batchId: string
  readonly line: number
  readonly customId: string
  /** How often it was begun; more than once: somebody died while it was under way. */
  readonly attempts: number
}

/** One line of an output file (2xx) or of an error file, as OpenAI writes them. */
export function answeredLine(of: LineOf, { status, requestId, text }: LineAnswer): string {
  const response = { status_code: status, request_id: requestId, body: bodyOf(text) }
  const again = of.attempts > 1 ? { attempts: of.attempts } : {}
  return JSON.stringify({ id: idOf(of), custom_id: of.customId, response, error: null, ...again })
}

export const unansweredLine = (of: Omit<LineOf, 'attempts'>, code: UnansweredCode): string =>
  JSON.stringify({ id: idOf(of), custom_id: of.customId, response: null, error: { code, message: unansweredCodes[code] } })

export const isSuccess = ({ status }: Pick<LineAnswer, 'status'>): boolean => status >= 200 && status < 300

/**
 * Whether a refused line is to be sent again: nobody had room (429), the deployment is paused or stopped (423), or nothing was there
 * to answer (503). What failed otherwise is tried once or twice more.
 */
export function isForLater(status: number, tries: number): boolean {
  if (status === 429 || status === 423 || status === 503) return true
  return (status === 408 || status === 500 || status === 502 || status === 504) && tries < mostTries
}
const mostTries = 3

const idOf = ({ batchId, line }: Pick<LineOf, 'batchId' | 'line'>): string => `${batchId.replace('batch_', 'batch_req_')}_${line}`

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
