import type { Token } from 'node-llama-cpp'
import type { Handle } from './call.ts'
import { Refusal } from './refusal.ts'
import { EmbeddingRequest, read } from './request-schemas.ts'
import type { ServedModel } from './served-model.ts'

/** `POST /v1/embeddings` */
export const embeddings: Handle = async (body, { model, exchange }) => {
  const request = read(EmbeddingRequest, body)
  const inputs = toInputs(request.input)
  const encode = request.encoding_format === 'base64' ? toBase64 : (vector: readonly number[]) => vector
  const data: object[] = []
  let tokens = 0
  for (const [index, input] of inputs.entries()) {
    const field = inputs.length === 1 ? 'input' : `input[${index}]`
    const embedding = await model.embed(checked(input, field, model), field, exchange.signal)
    tokens += embedding.tokens
    data.push({ object: 'embedding', index, embedding: encode(embedding.vector) })
  }
  exchange.json({ object: 'list', data, model: model.name, usage: { prompt_tokens: tokens, total_tokens: tokens } })
}

type Input = string | readonly number[]

const toInputs = (input: EmbeddingRequest['input']): readonly Input[] => {
  if (typeof input === 'string') return [input]
  const texts: Input[] = []
  const ids: number[] = []
  for (const one of input) {
    if (typeof one === 'number') ids.push(one)
    else texts.push(one)
  }
  return ids.length > 0 ? [ids] : texts
}

const checked = (input: Input, field: string, model: ServedModel): string | readonly Token[] => {
  if (input.length === 0) throw new Refusal(400, `${field} is empty`, field, 'invalid_value')
  if (typeof input === 'string') return input
  const unknown = input.find((token) => token >= model.vocabularySize)
  if (unknown !== undefined)
    throw new Refusal(
      400,
      `${field}: token ${unknown} is not in the vocabulary (0 to ${model.vocabularySize - 1})`,
      field,
      'invalid_value',
    )
  return input as readonly Token[]
}

/** 32-bit floats, little endian. */
const toBase64 = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}
