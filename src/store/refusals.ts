import { z } from 'zod'
import { Failure } from '../domain/failure.ts'

/** What is said when a write breaks a rule of the schema. */
export type Refusals = {
  /** Unique violation: `a deployment named "demo" already exists in resource group "default"`. */
  readonly taken: string
  /** Foreign key violation: what it points at was deleted, or never was. */
  readonly missing?: string
}

/** Runs a write; a broken rule of the schema becomes a `Failure` that says it in words. */
export const refusing = async <T>(refusals: Refusals, write: Promise<T>): Promise<T> => {
  try {
    return await write
  } catch (cause) {
    const rule = ruleBrokenBy(cause)
    if (rule === 'unique') throw new Failure('conflict', refusals.taken, {}, { cause })
    if (rule === 'reference' && refusals.missing) throw new Failure('not_found', refusals.missing, {}, { cause })
    throw cause
  }
}

/** SQLite: extended result codes (sqlite.org/rescode.html). Postgres: SQLSTATE (appendix A of its manual). */
const rules: Readonly<Record<string | number, 'unique' | 'reference'>> = {
  1555: 'unique', // SQLITE_CONSTRAINT_PRIMARYKEY
  2067: 'unique', // SQLITE_CONSTRAINT_UNIQUE
  787: 'reference', // SQLITE_CONSTRAINT_FOREIGNKEY
  '23505': 'unique', // unique_violation
  '23503': 'reference', // foreign_key_violation
}

const DatabaseError = z.union([z.object({ errcode: z.number() }), z.object({ code: z.string() })])

const ruleBrokenBy = (cause: unknown) => {
  const error = DatabaseError.safeParse(cause).data
  if (!error) return undefined
  return rules['errcode' in error ? error.errcode : error.code]
}
