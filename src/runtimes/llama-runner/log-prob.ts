import type { Token } from 'node-llama-cpp'

/** A token with its natural-log probability, as OpenAI's chat API writes it. */
export type TokenLogProb = {
  readonly token: string
  readonly logprob: number
  /** UTF-8 bytes; null where the token is only a part of a character. */
  readonly bytes: readonly number[] | null
}
export type LogProb = TokenLogProb & { readonly top_logprobs: readonly TokenLogProb[] }

export const logProb = (
  token: Token,
  /** Most probable first. */
  probabilities: ReadonlyMap<Token, number>,
  alternatives: number,
  textOf: (token: Token) => string,
): LogProb => {
  const entry = (one: Token, probability: number): TokenLogProb => {
    const text = textOf(one)
    return {
      token: text,
      logprob: probability > 0 ? Math.log(probability) : leastLogProb,
      bytes: text.includes('\ufffd') ? null : [...Buffer.from(text)],
    }
  }
  return {
    ...entry(token, probabilities.get(token) ?? 0),
    top_logprobs: probabilities
      .entries()
      .take(alternatives)
      .map(([one, probability]) => entry(one, probability))
      .toArray(),
  }
}

/** OpenAI's figure for "practically never": minus infinity is no JSON number. */
const leastLogProb = -9999
