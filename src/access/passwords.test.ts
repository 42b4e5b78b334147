import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { makePasswords } from './passwords.ts'

const passwords = makePasswords(randomBytes)

it('are kept as argon2id, each in its own way', async () => {
  const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(first).not.toBe(second)
  expect(await passwords.verify('correct horse', first)).toBe(true)
  expect(await passwords.verify('correct horsf', first)).toBe(false)
  expect(await passwords.verify('', first)).toBe(false)
})

it('are nobody’s where there is none', async () => {
  expect(await passwords.verify('correct horse', null)).toBe(false)
})

it('are the same however a keyboard spells a letter', async () => {
  expect(await passwords.verify('caf\u00e9 au lait', await passwords.hash('cafe\u0301 au lait'))).toBe(true)
})

it('are checked with what they were made with, also after the cost has changed', async () => {
  // By the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24
  const known = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await passwords.verify('password', known)).toBe(true)
  expect(await passwords.verify('Password', known)).toBe(false)
})

it('of many at a time are not all worked on: who comes last is sent away, and the rest get their answer', async () => {
  const many = Array.from({ length: 60 }, () => passwords.verify('x', null))
  const ended = await Promise.allSettled(many)
  const refused = ended.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(60 - 2 - 50)
  expect(refused[0]).toMatchObject({ reason: { code: 'limited', details: { retryAfterMs: 2_000 } } })
  expect(await passwords.verify('x', null)).toBe(false)
})

it('says nothing of what it cannot read', async () => {
  await expect(passwords.verify('x', '$2b$10$abc')).rejects.toThrow('is not argon2id')
})
