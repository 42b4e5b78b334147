import { z } from 'zod'
import { Failure } from '../../../domain/failure.ts'

/** Where the next page of a list begins, as callers hand it back. It holds no secret. */
const Token = z.object({ skip: z.int().nonnegative(), size: z.int().positive(), at: z.int() })
export type PageToken = z.infer<typeof Token>

/** Positions shift as things come and go, so a token holds for a while only. */
const validMs = 10 * 60_000

export const writePageToken = (token: PageToken): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/** Throws `Failure('invalid')` for what is no token, and `Failure('gone')` for one that is too old. */
export const readPageToken = (text: string, now: number): PageToken => {
  const token = parse(text)
  if (!token)
    throw new Failure('invalid', 'continueToken is not one of this list; start again without it', { target: 'continueToken' })
  if (token.at > now || now - token.at > validMs) {
    throw new Failure('gone', 'continueToken is too old; start again without it', { target: 'continueToken' })
  }
  return token
}

const parse = (text: string): PageToken | undefined => {
  try {
    return Token.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data
  } catch {
    return undefined
  }
}
