import { Failure, type FailureCode } from '../../domain/failure.ts'

/** What clients look into: `errorCode` by number, the other two for people. */
export type HopsworksError = { readonly errorCode: number; readonly errorMsg: string; readonly usrMsg: string }

/** Codes that clients and programs know, with what they stand for. */
export const titles = {
  110008: 'The path is not allowed.',
  110012: 'Destination already exists.',
  110018: 'Path not found.',
  110055: 'The storage quota is exhausted.',
  120000: 'Internal error.',
  120001: 'The request is not valid.',
  120005: 'There is nothing at this address.',
  120010: 'Not able to answer now.',
  150001: 'A project of this name already exists.',
  150004: 'Project not found.',
  190000: 'Topic not found.',
  190002: 'The topic already exists.',
  190006: 'Schema not found.',
  190014: 'A topic has the schema.',
  190016: 'The subject is reserved.',
  190018: 'Schema version not found.',
  190021: 'Kafka cannot be asked now.',
  190025: 'There is no Kafka broker.',
  240000: 'Deployment not found.',
  240001: 'The deployment could not be deleted.',
  240002: 'The deployment could not be changed.',
  240003: 'The deployment’s state does not allow this.',
  240006: 'Model path not found.',
  240007: 'Unknown action.',
  240008: 'The action is missing.',
  240009: 'The deployment’s specification is not valid.',
  240010: 'The topic is not valid.',
  240011: 'A deployment of this name already exists.',
  240012: 'The Python environment is not known.',
  240013: 'The model server cannot be changed.',
  240016: 'Script not found.',
  240017: 'The model’s files are not what the model server needs.',
  240018: 'Artifact version not found.',
  240020: 'This model server takes no predictor script.',
  240021: 'Transformers are not possible here.',
  240022: 'The topic is not there.',
  240024: 'This kind of inference logging is not possible here.',
  240025: 'Request batching is not possible here.',
  240026: 'The deployment could not be created.',
  240027: 'There are no logs.',
  240037: 'The deployment has no schema.',
  250000: 'Deployment not found.',
  250001: 'The deployment is not running.',
  250002: 'The model server could not be reached.',
  250004: 'The request is malformed.',
  250005: 'The verb is missing.',
  250007: 'The model server failed.',
  250008: 'The model server refused the request.',
  250010: 'Who calls is not known.',
  250011: 'The caller may not do this.',
  270009: 'Feature store not found.',
  320001: 'The API key could not be made.',
  320002: 'The API key is not valid.',
  320004: 'The API key has no valid scope for this.',
  320006: 'An API key needs a scope.',
  320007: 'An API key of this name already exists.',
  320008: 'The name of the API key is missing or not valid.',
  360000: 'Model not found.',
  360002: 'A metric is not a number.',
  360006: 'Model registry not found.',
  360007: 'The model registry may not be used.',
  360009: 'The model could not be deleted.',
  370002: 'Tag not found.',
} as const
export type ErrorNumber = keyof typeof titles

/** A refusal with Hopsworks' own number. */
export const refusal = (code: FailureCode, number: ErrorNumber, message: string, target?: string): Failure =>
  new Failure(code, message, { code: String(number), ...(target === undefined ? {} : { target }) })

/** Gives refusals that come from below the number that they have here; those that have one keep it. */
export async function numbered<T>(numbers: Partial<Record<FailureCode, ErrorNumber>>, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw withNumber(cause, numbers)
  }
}

/** The same for what does not wait. */
export function numberedHere<T>(numbers: Partial<Record<FailureCode, ErrorNumber>>, ask: () => T): T {
  try {
    return ask()
  } catch (cause) {
    throw withNumber(cause, numbers)
  }
}

function withNumber(cause: unknown, numbers: Partial<Record<FailureCode, ErrorNumber>>): unknown {
  if (!(cause instanceof Failure) || numberIn(cause) !== null) return cause
  const number = numbers[cause.code]
  return number === undefined
    ? cause
    : new Failure(cause.code, cause.message, { ...cause.details, code: String(number) }, { cause })
}

export const errorBody = (failure: Failure, usual: Readonly<Record<FailureCode, ErrorNumber>>): HopsworksError => {
  const errorCode = numberIn(failure) ?? (failure.details.code === 'InternalServerError' ? 120000 : usual[failure.code])
  return { errorCode, errorMsg: titles[errorCode], usrMsg: failure.message }
}

const isNumber = (code: number): code is ErrorNumber => code in titles

export function numberIn({ details }: Failure): ErrorNumber | null {
  const code = Number(details.code)
  return isNumber(code) ? code : null
}

/** Of the management side, where no route has said more. */
export const usualNumbers = {
  invalid: 120001,
  unauthenticated: 320002,
  forbidden: 320004,
  not_found: 120005,
  conflict: 120001,
  gone: 120001,
  precondition: 120001,
  too_large: 110055,
  unsupported: 120001,
  locked: 120001,
  limited: 120010,
  upstream_failed: 120010,
  unavailable: 120010,
  timeout: 120010,
} as const satisfies Record<FailureCode, ErrorNumber>

/** Of the inference side. */
export const inferenceNumbers = {
  invalid: 250004,
  unauthenticated: 250010,
  forbidden: 250011,
  not_found: 250000,
  conflict: 250004,
  gone: 250001,
  precondition: 250004,
  too_large: 250004,
  unsupported: 250004,
  locked: 250001,
  limited: 250008,
  upstream_failed: 250007,
  unavailable: 250002,
  timeout: 250002,
} as const satisfies Record<FailureCode, ErrorNumber>
