import { type LimitEntry, type LimitScope, scopeFields } from '../domain/limits.ts'

/** What is known of a call when it asks to be let through. */
export type CallFacts = { readonly [Field in keyof LimitScope]: Field extends 'model' ? string | null : string }

/** Finds the limits that count a call, in a few look-ups however many limits there are. */
export function indexLimits(limits: Iterable<LimitEntry>): (call: CallFacts) => LimitEntry[] {
  const byScope = new Map<string, LimitEntry[]>()
  /** Which combinations of fields are in use: seldom more than a handful of the 32. */
  const kinds = new Map<string, readonly (keyof LimitScope)[]>()
  for (const limit of limits) {
    const fields = scopeFields.filter((field) => limit.scope[field] !== null)
    kinds.set(fields.join(), fields)
    const key = keyOf(fields, limit.scope)
    const same = byScope.get(key)
    if (same) same.push(limit)
    else byScope.set(key, [limit])
  }
  return (call) => {
    const found: LimitEntry[] = []
    for (const fields of kinds.values()) {
      for (const limit of byScope.get(keyOf(fields, call)) ?? [])
        if (limit.kind === 'budget' || !limit.exceptGroups.includes(call.resourceGroup)) found.push(limit)
    }
    return found
  }
}

const keyOf = (fields: readonly (keyof LimitScope)[], of: LimitScope): string =>
  JSON.stringify([fields, fields.map((field) => of[field])])
