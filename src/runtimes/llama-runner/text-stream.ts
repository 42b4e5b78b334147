import type { Token } from 'node-llama-cpp'

/** Turns tokens into text as they come; holds back bytes of a character that is not complete yet. */
export type TextStream = {
  readonly push: (token: Token) => string
  /** What a token alone would add now. */
  readonly peek: (token: Token) => string
  /** What is held back, however incomplete. */
  readonly flush: () => string
}

export type Detokenize = (tokens: readonly Token[], specialTokens: boolean, lastTokens: readonly Token[]) => string

export const makeTextStream = (detokenize: Detokenize, before: readonly Token[]): TextStream => {
  let last = before.slice(-tokensBefore)
  let pending: Token[] = []

  const release = (text: string): string => {
    last = [...last, ...pending].slice(-tokensBefore)
    pending = []
    return text
  }

  return {
    push: (token) => {
      pending.push(token)
      const text = detokenize(pending, false, last)
      return text.endsWith('\ufffd') && pending.length < longestCharacter ? '' : release(text)
    },
    peek: (token) => detokenize([token], false, [...last, ...pending].slice(-tokensBefore)),
    flush: () => (pending.length === 0 ? '' : release(detokenize(pending, false, last))),
  }
}

/** Tokens that decide whether a leading space belongs to the next piece. */
const tokensBefore = 3
/** A UTF-8 character has at most four bytes, so more tokens than that are broken bytes: pass them on. */
const longestCharacter = 4
