import { mayAs, type Principal } from '../../../domain/principal.ts'

/** Parts of this API that a key can be narrowed down to, in Hopsworks' words. */
export const scopes = [
  'PROJECT',
  'USER',
  'DATASET_VIEW',
  'DATASET_CREATE',
  'DATASET_DELETE',
  'MODELREGISTRY',
  'SERVING',
  'KAFKA',
] as const
export type Scope = (typeof scopes)[number]

/** Scopes of parts that are not here: a key may have them, and they open nothing. */
export const scopesOfOthers = ['FEATURESTORE', 'JOB', 'GIT', 'PYTHON_LIBRARIES', 'SCHEDULER'] as const

/** What a key's role comes to in scopes, where it was given none. */
export function scopesOf(principal: Pick<Principal, 'role' | 'scopes'>): readonly string[] {
  if (principal.scopes) return principal.scopes
  if (mayAs(principal, 'operator')) return [...scopes, ...(mayAs(principal, 'admin') ? ['ADMIN'] : [])]
  return ['PROJECT', 'USER', 'DATASET_VIEW', ...(mayAs(principal, 'consumer') ? ['SERVING'] : [])]
}
