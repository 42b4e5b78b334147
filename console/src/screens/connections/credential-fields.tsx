import { Group, PasswordInput, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useWords } from './words.ts'

/** A field's text, and whether it says where the secret is kept rather than being it. */
export type CredentialField = { readonly text: string; readonly isReference: boolean }
export type CredentialValue = Readonly<Record<string, CredentialField>>

type Field = { readonly name: string; readonly description: string; readonly required: boolean }

/** One line for each part of a credential: its value, or a reference to where it is kept. */
export function CredentialFields({
  fields,
  value,
  onChange,
}: {
  readonly fields: readonly Field[]
  readonly value: CredentialValue
  readonly onChange: (value: CredentialValue) => void
}) {
  const words = useWords()
  return (
    <Stack gap="sm">
      {fields.map(({ name, description, required }) => {
        const { text, isReference } = value[name] ?? { text: '', isReference: false }
        const set = (next: Partial<CredentialField>): void => onChange({ ...value, [name]: { text, isReference, ...next } })
        const shared = {
          label: name,
          required,
          value: text,
          onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set({ text: currentTarget.value }),
          autoComplete: 'off',
          flex: 1,
        }
        return (
          <Group key={name} gap="xs" align="flex-end" wrap="nowrap">
            {isReference ? (
              <TextInput {...shared} description={words.referenceHint} spellCheck={false} />
            ) : (
              <PasswordInput {...shared} description={description} autoComplete="new-password" />
            )}
            <SegmentedControl
              aria-label={words.how(name)}
              size="xs"
              value={isReference ? 'reference' : 'value'}
              onChange={(mode) => set({ isReference: mode === 'reference', text: '' })}
              data={[
                { value: 'value', label: words.byValue },
                { value: 'reference', label: words.byReference },
              ]}
            />
          </Group>
        )
      })}
    </Stack>
  )
}

/** As the API takes it; null where nothing was filled in. */
export function credentialIn(value: CredentialValue): Record<string, string | { ref: string }> | null {
  const given = Object.entries(value).filter(([, { text }]) => text !== '')
  return given.length === 0
    ? null
    : Object.fromEntries(given.map(([name, { text, isReference }]) => [name, isReference ? { ref: text } : text]))
}
