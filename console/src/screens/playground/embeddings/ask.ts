import { call } from '../../../api/client.ts'
import { problemOf } from '../../../api/problem.ts'
import { Refused } from '../chat/stream.ts'

export type Embedded = {
  readonly texts: readonly string[]
  readonly vectors: readonly (readonly number[])[]
  readonly tokens: number | null
  readonly ms: number
  readonly answer: unknown
}

/** Throws `Refused`. */
export async function embed(model: string, texts: readonly string[]): Promise<Embedded> {
  const began = performance.now()
  const response = await call('/v1/embeddings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, input: texts }),
  })
  if (!response.ok) throw new Refused(await problemOf(response), response.headers.get('retry-after'))
  const answer = (await response.json()) as {
    readonly data: readonly { readonly index: number; readonly embedding: readonly number[] }[]
    readonly usage?: { readonly prompt_tokens?: number }
  }
  const vectors = texts.map((_, at) => answer.data.find(({ index }) => index === at)?.embedding ?? [])
  return { texts, vectors, tokens: answer.usage?.prompt_tokens ?? null, ms: performance.now() - began, answer }
}

/** From -1 to 1; 0 for a vector of zeros, which points nowhere. */
export function cosine(left: readonly number[], right: readonly number[]): number {
  let product = 0
  let leftSquares = 0
  let rightSquares = 0
  for (let at = 0; at < left.length; at += 1) {
    const [a, b] = [left[at] ?? 0, right[at] ?? 0]
    product += a * b
    leftSquares += a * a
    rightSquares += b * b
  }
  return leftSquares === 0 || rightSquares === 0 ? 0 : product / Math.sqrt(leftSquares * rightSquares)
}
