import { hash, timingSafeEqual } from 'node:crypto'

/** Hex SHA-256. Enough for secrets of 256 random bits: there is nothing to guess that a slow hash would slow down. */
export const digestOf = (secret: string): string => hash('sha256', secret, 'hex')

/** A digest that no secret has: compared with where there is nothing to compare with, so that both take as long. */
export const nobodysDigest = '0'.repeat(64)

/** Compares two hex digests in a time that does not depend on where they differ. */
export const sameDigest = (a: string, b: string): boolean => {
  const left = Buffer.from(a, 'latin1')
  const right = Buffer.from(b, 'latin1')
  return left.length === right.length && timingSafeEqual(left, right)
}
