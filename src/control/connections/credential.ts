import { z } from 'zod'
import type { Connection, Credential } from '../../domain/connection.ts'
import { Failure } from '../../domain/failure.ts'
import type { ConnectionShape } from '../../executables/define.ts'
import type { References, Resolved } from '../references/references.ts'
import { checked } from './checked.ts'

const Reference = z.strictObject({ ref: z.string().min(1) })

/**
 * A credential as it is given and kept: `{"apiKey": "…"}`, with a reference in place of a field's text (`{"apiKey": {"ref": "env:NAME"}}`),
 * or one for all fields (`{"ref": "vault:secret/azure"}`).
 */
export const GivenCredential = z.union([Reference, z.record(z.string(), z.union([z.string(), Reference]))], {
  error: 'must be fields with text, or {"ref": "…"} for one or for all of them',
})
export type GivenCredential = z.infer<typeof GivenCredential>

/** The credential, opened, and what people should know of where it comes from. */
export type Opened = { readonly credential: Credential; readonly notice: string }

type Place = Pick<Connection, 'resourceGroup'>

/** Reads what references stand for, and checks the whole by the provider's own schema. */
export async function openGiven(
  given: GivenCredential,
  { resourceGroup }: Place,
  { shape, references, fresh = false }: { shape: ConnectionShape; references: References; fresh?: boolean },
): Promise<Opened> {
  const resolve = (text: string): Promise<Resolved> => references.resolve(text, resourceGroup, { fresh })
  const whole = wholeOf(given)
  if (whole !== null) {
    const { value, notice } = await resolve(whole)
    return { credential: readCredential(shape, typeof value === 'string' ? fieldsOf(value) : value), notice }
  }
  if (referencesIn(given).length === 0) return { credential: plainIn(given), notice: '' }
  const notices = new Set<string>()
  const fields: Record<string, string> = {}
  for (const [name, each] of Object.entries(given)) {
    if (typeof each === 'string') {
      fields[name] = each
      continue
    }
    const { value, notice } = await resolve(each.ref)
    if (typeof value !== 'string')
      throw new Failure('invalid', `credential.${name}: ${each.ref} must name a field, such as ${each.ref}#${name}`, {
        target: `credential.${name}`,
      })
    fields[name] = value
    if (notice !== '') notices.add(notice)
  }
  return { credential: readCredential(shape, fields), notice: [...notices].join('; ') }
}

/** Refuses references that a connection of this group may not have. */
export function mustBeAllowed(given: GivenCredential, { resourceGroup }: Place, references: References): void {
  for (const text of referencesIn(given)) references.check(text, resourceGroup)
}

export function referencesIn(given: GivenCredential): readonly string[] {
  const whole = wholeOf(given)
  if (whole !== null) return [whole]
  return Object.values(given).flatMap((each) => (typeof each === 'string' ? [] : [each.ref]))
}

/** What may be shown of it: names of fields that are set, and the references as they were given. */
export function shownOf(given: GivenCredential): {
  readonly credentialFields: readonly string[]
  readonly credentialReferences?: GivenCredential
} {
  if (wholeOf(given) !== null) return { credentialFields: [], credentialReferences: given }
  const entries = Object.entries(given).filter(([, each]) => typeof each !== 'string')
  const credentialFields = Object.keys(given)
  return entries.length === 0 ? { credentialFields } : { credentialFields, credentialReferences: Object.fromEntries(entries) }
}

export const readCredential = (shape: ConnectionShape, credential: unknown): Credential => {
  const parsed = checked(shape.credential, credential, 'credential')
  return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** What was checked when it was sealed. */
const plainIn = (given: GivenCredential): Credential =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

const wholeOf = (given: GivenCredential): string | null => (typeof given['ref'] === 'string' ? given['ref'] : null)

/** A JSON object names its fields; any other text is an API key. */
function fieldsOf(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return { apiKey: text }
  try {
    return JSON.parse(text)
  } catch {
    return { apiKey: text }
  }
}
