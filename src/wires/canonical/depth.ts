/** Objects and arrays inside each other that JSON of callers may have; real requests stay below twenty. */
export const maxDepth = 200

/** Whether a value nests deeper than `levels`. Writing what nests by the ten thousand overflows the stack. */
export function deeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const each of value) if (typeof each === 'object' && deeper(each, levels - 1)) return true
    return false
  }
  for (const key in value) {
    const each = (value as Record<string, unknown>)[key]
    if (typeof each === 'object' && deeper(each, levels - 1)) return true
  }
  return false
}
