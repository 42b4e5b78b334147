import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'
import type { JsonSchema } from './json-schema.ts'

export type SchemaFormProps = {
  /** Of an object. */
  readonly schema: JsonSchema
  readonly value: Readonly<Record<string, unknown>>
  /** `valid`: whether the value fits the schema. */
  readonly onChange: (value: Record<string, unknown>, valid: boolean) => void
  /** What the server said about places: `/contextSize` → text. Shown until the place changes. */
  readonly errors?: Readonly<Record<string, string>>
  /** Shows what is missing at once, not first when a field was left: after somebody tried to go on. */
  readonly showAll?: boolean
  readonly disabled?: boolean
  /** Accessible name of the whole. */
  readonly label: string
}

const Fields = lazy(() => import('./schema-form-view.tsx').then(({ SchemaFormView }) => ({ default: SchemaFormView })))

/** A form made from a JSON Schema, with the same as JSON beside it. */
export function SchemaForm(props: SchemaFormProps) {
  const words = useCommonWords()
  const rows = Math.max(1, Object.keys(props.schema.properties ?? {}).length)
  return (
    <Suspense fallback={<Skeleton height={rows * 78 + 40} role="status" aria-label={words.loading} />}>
      <Fields {...props} />
    </Suspense>
  )
}
