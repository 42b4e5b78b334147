import { type Argon2Parameters, argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Failure } from '../domain/failure.ts'
import type { Random } from './random-text.ts'

const derive = promisify(argon2)

/** Argon2id as OWASP's password storage cheat sheet asks at least: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const [saltBytes, tagBytes] = [16, 32]

/** At most so many are worked out at a time: each takes its memory, and a thread that others wait for, too. */
const width = 2
/** Who comes when so many wait is sent away, so that nobody can fill the memory with the passwords of others. */
const mostWaiting = 50

export type Passwords = {
  /** In PHC's form: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
  readonly hash: (password: string) => Promise<string>
  /** null: nobody's; takes as long as any. */
  readonly verify: (password: string, hash: string | null) => Promise<boolean>
}

export const makePasswords = (random: Random): Passwords => {
  const inTurn = makeTurns()
  const nobodys = phc(cost, random(saltBytes), random(tagBytes))

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = random(saltBytes)
        return phc(
          cost,
          salt,
          await derive('argon2id', { ...cost, message: bytesOf(password), nonce: salt, tagLength: tagBytes }),
        )
      }),

    verify: (password, hash) =>
      inTurn(async () => {
        const known = parsed(hash ?? nobodys)
        const tag = await derive('argon2id', { ...known.parameters, message: bytesOf(password) })
        return timingSafeEqual(tag, known.tag) && hash !== null
      }),
  }
}

/** The same letters, however they were typed: some keyboards send `é` as two characters. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'), 'utf8')

const phc = (of: typeof cost, salt: Uint8Array, tag: Uint8Array): string =>
  `$argon2id$v=19$m=${of.memory},t=${of.passes},p=${of.parallelism}$${base64(salt)}$${base64(tag)}`

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const shape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/

const parsed = (hash: string): { readonly parameters: Omit<Argon2Parameters, 'message'>; readonly tag: Buffer } => {
  const [, memory, passes, parallelism, salt = '', text = ''] = shape.exec(hash) ?? []
  if (memory === undefined) throw new Error('a stored password hash is not argon2id in the form of PHC')
  const tag = Buffer.from(text, 'base64')
  const [nonce, tagLength] = [Buffer.from(salt, 'base64'), tag.length]
  return { tag, parameters: { memory: +memory, passes: Number(passes), parallelism: Number(parallelism), nonce, tagLength } }
}

const makeTurns = () => {
  const waiting: (() => void)[] = []
  let working = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (working >= width) {
      if (waiting.length >= mostWaiting)
        throw new Failure('limited', 'too many people sign in at this moment; try again', { retryAfterMs: 2_000 })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else working += 1
    try {
      return await work()
    } finally {
      // The place goes to who is next, or is free.
      const next = waiting.shift()
      if (next) next()
      else working -= 1
    }
  }
}
