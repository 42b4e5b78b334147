/** A field in which a thing is not as a document says; `from` and `to` are undefined where it is not there. */
export type Difference = { readonly field: string; readonly from: unknown; readonly to: unknown }

/**
 * In what `now` is not as `wanted` says. What `wanted` does not say stays as it is and is no difference; `whole` names maps whose keys
 * must be the same on both sides. null is "there is none", and the same as absent.
 */
export function differences(now: unknown, wanted: unknown, whole: readonly string[] = [], path = ''): readonly Difference[] {
  if (isMap(wanted) && isMap(now)) {
    const keys = whole.includes(path) ? [...new Set([...Object.keys(now), ...Object.keys(wanted)])] : Object.keys(wanted)
    return keys.flatMap((key) => differences(now[key], wanted[key], whole, path === '' ? key : `${path}.${key}`))
  }
  return isSame(now, wanted, whole, path) ? [] : [{ field: path, from: now ?? undefined, to: wanted ?? undefined }]
}

function isSame(now: unknown, wanted: unknown, whole: readonly string[], path: string): boolean {
  if (Array.isArray(now) && Array.isArray(wanted))
    return now.length === wanted.length && wanted.every((each, at) => differences(now[at], each, whole, path).length === 0)
  return (now ?? null) === (wanted ?? null) || (isScalar(now) && isScalar(wanted) && String(now) === String(wanted))
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `version: 5` in YAML means what the API calls "5". */
const isScalar = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
