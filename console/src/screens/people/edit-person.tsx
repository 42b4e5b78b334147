import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { AccessFields, type AccessValue } from '../../parts/access-fields.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

export type Person = components['schemas']['Person']

/** A new person, or the one that is given. */
export function EditPerson({ person, onClose }: { readonly person: Person | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [name, setName] = useState(person?.name ?? '')
  const [displayName, setDisplayName] = useState(person?.displayName ?? '')
  const [password, setPassword] = useState('')
  const [access, setAccess] = useState<AccessValue>({
    role: person?.role ?? 'operator',
    resourceGroups: person?.resourceGroups ?? ['default'],
  })
  const submit = async (): Promise<void> => {
    const body = {
      name,
      ...(displayName === '' ? {} : { displayName }),
      ...(password === '' ? {} : { password }),
      role: access.role,
      resourceGroups: access.resourceGroups === '*' ? ('*' as const) : [...access.resourceGroups],
    }
    if (person) await api.PATCH('/v2/admin/people/{personId}', { params: { path: { personId: person.id } }, body })
    else await api.POST('/v2/admin/people', { body })
    await readAgain('people')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={person ? words.edit(person.name) : words.create}
      verb={person ? common.save : common.create}
      submit={submit}
      disabled={name === ''}
    >
      <Stack gap="sm">
        <TextInput
          label={words.name}
          description={words.nameHint}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          required
          data-autofocus
          autoComplete="off"
        />
        <TextInput
          label={words.displayName}
          value={displayName}
          onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
          autoComplete="off"
        />
        <PasswordInput
          label={person ? words.newPassword : words.password}
          description={person ? words.newPasswordHint : words.passwordHint}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          autoComplete="new-password"
        />
        <AccessFields value={access} onChange={setAccess} />
      </Stack>
    </FormModal>
  )
}
