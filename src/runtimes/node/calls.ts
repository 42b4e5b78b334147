import { Buffer } from 'node:buffer'
import type { TensorAt } from '../predictor-host/backend.ts'
import type { Header } from '../predictor-host/frames.ts'
import { toJson } from './answers.ts'
import type { Extras } from './script.ts'
import { decode, encode, NotTensor, nested } from './tensors.ts'

/** The caller's mistake: a 400 in the protocol's words. */
export class BadInput extends Error {}

/** One call: what the frame says becomes the method's arguments, and what the method returns becomes the answer's frame. */
export type Call = {
  readonly input: unknown
  readonly extras: Omit<Extras, 'signal'>
  /** Throws `NotJson` or `NotTensor`. */
  answer(value: unknown): { readonly said: object; readonly payload: Buffer }
}

/** `known`: datatypes of outputs, by name. */
export function readCall(header: Header, payload: Buffer, known: Readonly<Record<string, string>>): Call {
  if (header.op === 'generate') return generateCall(payload)
  if (header['protocol'] === 'oip') return tensorCall(header, payload, known)
  return header.op === 'predict' || header.op === 'explain' ? v1Call(header.op, payload) : transformCall(header.op, payload)
}

/** `{"instances": […]}` or `{"inputs": […]}` in, `{"predictions": …}` out; further keys are the call's parameters. */
function v1Call(op: 'predict' | 'explain', payload: Buffer): Call {
  const word = op === 'explain' ? 'explanations' : 'predictions'
  const body = parsed(payload)
  const key = 'instances' in body ? 'instances' : 'inputs'
  const { [key]: inputs, parameters, ...others } = body
  if (!Array.isArray(inputs)) throw new BadInput('Expected "instances" or "inputs" to be a list')
  return {
    input: inputs,
    extras: { parameters: { ...others, ...(isObject(parameters) ? parameters : {}) } },
    answer(value) {
      if (value instanceof Uint8Array) return { said: { contentType: 'application/octet-stream' }, payload: Buffer.from(value) }
      const text = isObject(value) && word in value ? toJson(value, 'the answer') : `{"${word}":${toJson(value, word)}}`
      return { said: {}, payload: Buffer.from(text) }
    },
  }
}

/** Lists: the only one as it is, several as an object by their names. */
function tensorCall(header: Header, payload: Buffer, known: Readonly<Record<string, string>>): Call {
  const listed = decode(header['inputs'] as readonly TensorAt[], payload)
  const [first] = listed
  const input = first && listed.length === 1 ? nested(first) : Object.fromEntries(listed.map((each) => [each.name, nested(each)]))
  const asked = (header['parameters'] ?? {}) as Readonly<Record<string, unknown>>
  const names = (header['outputNames'] ?? []) as readonly string[]
  // What a transformer gives back under a name is most likely of the kind that came under it.
  const like = header.op === 'predict' ? {} : Object.fromEntries(listed.map(({ name, datatype }) => [name, datatype]))
  return {
    input,
    extras: { parameters: asked, tensors: Object.fromEntries(listed.map(({ name, ...tensor }) => [name, tensor])) },
    answer(value) {
      if (value === undefined || value === null) throw new NotTensor(`the script answered ${value}, which is no tensor`)
      const { outputs, payload: bytes } = encode(value, names, { ...like, ...known })
      return { said: { outputs }, payload: bytes }
    },
  }
}

function generateCall(payload: Buffer): Call {
  const { text_input: text, parameters } = parsed(payload)
  if (typeof text !== 'string') throw new BadInput('"text_input" must be a text')
  return {
    input: text,
    extras: { parameters: isObject(parameters) ? parameters : {} },
    answer: (value) => ({
      said: {},
      payload: Buffer.from(toJson(isObject(value) ? value : { text_output: textOf(value) }, 'the answer')),
    }),
  }
}

/** A transformer's half of a V1 call: the body comes in, the body for the next goes out, its other keys untouched. */
function transformCall(op: string, payload: Buffer): Call {
  const keys = op === 'preprocess' ? ['instances', 'inputs'] : ['predictions', 'outputs', 'explanations']
  const body = parsed(payload)
  const key = keys.find((each) => each in body)
  if (key === undefined) throw new BadInput(`the body must hold "${keys[0]}" or "${keys[1]}"`)
  return {
    input: body[key],
    extras: { parameters: {} },
    answer: (value) => {
      const isWhole = isObject(value) && keys.some((each) => each in value)
      return { said: {}, payload: Buffer.from(toJson(isWhole ? value : { ...body, [key]: value }, 'the answer')) }
    },
  }
}

function parsed(payload: Buffer): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(decoder.decode(payload))
  } catch (cause) {
    throw new BadInput(`the body is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  if (!isObject(body)) throw new BadInput('the body must be a JSON object')
  return body
}

const decoder = new TextDecoder('utf-8', { fatal: true })

const textOf = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
