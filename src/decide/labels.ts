import type { Label } from '../domain/configuration.ts'
import { Failure } from '../domain/failure.ts'

/** Labels with changes laid over them: a new key is added, a known one replaced, and the value `''` takes a label away. */
export const mergeLabels = (labels: readonly Label[], changes: readonly Label[]): Label[] => {
  const merged = new Map(labels.map(({ key, value }) => [key, value]))
  for (const { key, value } of changes) {
    if (value === '') merged.delete(key)
    else merged.set(key, value)
  }
  return [...merged].map(([key, value]) => ({ key, value }))
}

/** The labels as given; throws `Failure('invalid')` where a key comes twice. */
export const distinctLabels = (labels: readonly Label[]): readonly Label[] => {
  const seen = new Set<string>()
  for (const { key } of labels) {
    if (seen.has(key))
      throw new Failure('invalid', `labels: key "${key}" is given twice; each key may be given once`, { target: 'labels' })
    seen.add(key)
  }
  return labels
}
