import type { Difference } from '../../client/differences.ts'
import type { Session } from '../session.ts'

/** What a document says, `kind` among it. */
export type Manifest = Readonly<Record<string, unknown>> & { readonly kind: string }

/** How documents of one kind become calls, and what there is becomes documents. `group`: the resource group in use. */
export type Kind = {
  readonly kind: string
  /** All that a document may say. */
  readonly fields: readonly string[]
  /** What it must say. */
  readonly required: readonly string[]
  /** What is wrong with its form besides; null: nothing. */
  readonly problemOf?: (document: Manifest) => string | null
  /** In this resource group, or of the whole installation. */
  readonly perGroup: boolean
  /** What people call the thing that a document is about. */
  readonly titleOf: (document: Manifest) => string
  /** How it is; null: there is none. */
  readonly find: (session: Session, document: Manifest) => Promise<Found | null>
  readonly create: (session: Session, document: Manifest) => Promise<void>
  /** Maps in which a document names all there is to be. */
  readonly whole?: readonly string[]
  readonly change: (session: Session, found: Found, document: Manifest, differences: readonly Difference[]) => Promise<void>
  /** What is to be said again although nothing differs that can be seen. */
  readonly sayAgain?: (session: Session, found: Found, document: Manifest) => Promise<void>
  readonly all: (session: Session) => Promise<readonly Manifest[]>
}

/** A thing as its document would be, and what the API calls it. */
export type Found = { readonly id: string; readonly document: Manifest }

/** Those fields that are said. */
export const said = (document: Manifest, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.flatMap((field) => (document[field] === undefined ? [] : [[field, document[field]]])))

/** Without what is null or an empty list: an export says what there is. */
export const known = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )

export const text = (document: Manifest, field: string): string => String(document[field] ?? '')
