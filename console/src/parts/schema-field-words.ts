import { makeWords } from '../words/words.ts'
import { type JsonSchema, typeOf } from './json-schema.ts'

export const unitOf = (schema: JsonSchema): string | null => (typeof schema['x-unit'] === 'string' ? schema['x-unit'] : null)
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
/** What a new entry of a list begins with. */
export const empty = (schema: JsonSchema): unknown =>
  schema.default ?? { string: '', integer: 0, number: 0, boolean: false, array: [], object: {} }[typeOf(schema) ?? 'string']

/** What is said below a field's name. */
export function describe(
  { description, minimum, maximum, deprecated }: JsonSchema,
  words: ReturnType<typeof useFieldWords>,
): string | undefined {
  // Schemas made by machines name the largest whole number where nobody thought of a limit.
  const told = (limit: number | undefined): boolean => limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER
  const bounds =
    told(minimum) && told(maximum)
      ? words.between(String(minimum), String(maximum))
      : told(minimum) && minimum !== 0
        ? words.least(String(minimum))
        : told(maximum)
          ? words.most(String(maximum))
          : null
  const parts = [deprecated ? words.deprecated : null, description ?? null, bounds].filter((part) => part !== null)
  return parts.length === 0 ? undefined : parts.join(' · ')
}

export const useFieldWords = makeWords({
  en: {
    choose: 'Choose',
    standard: (value: string) => `${value} (default)`,
    reveal: (name: string) => `Show ${name}`,
    addTo: (name: string) => `Add to ${name}`,
    noJson: 'This is no JSON',
    between: (least: string, most: string) => `${least} to ${most}`,
    least: (least: string) => `at least ${least}`,
    most: (most: string) => `at most ${most}`,
    deprecated: 'Deprecated',
  },
  de: {
    choose: 'Auswählen',
    standard: (value: string) => `${value} (Standard)`,
    reveal: (name: string) => `${name} zeigen`,
    addTo: (name: string) => `Zu ${name} hinzufügen`,
    noJson: 'Das ist kein JSON',
    between: (least: string, most: string) => `${least} bis ${most}`,
    least: (least: string) => `mindestens ${least}`,
    most: (most: string) => `höchstens ${most}`,
    deprecated: 'Veraltet',
  },
})
