import { Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { AccessFields, type AccessValue } from '../../parts/access-fields.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

/** Asks what a new client is for, and shows its service key once. */
export function CreateClient({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [name, setName] = useState('')
  const [access, setAccess] = useState<AccessValue>({ role: 'consumer', resourceGroups: ['default'] })
  const [made, setMade] = useState<{ readonly name: string; readonly key: string } | null>(null)
  const submit = async (): Promise<void> => {
    const { role, resourceGroups } = access
    const { data } = await api.POST('/v2/admin/oauthClients', {
      body: { name, role, resourceGroups: resourceGroups === '*' ? '*' : [...resourceGroups] },
    })
    onClose()
    setName('')
    setMade({ name, key: JSON.stringify(data, null, 2) })
    await readAgain('oauthClients')
  }
  return (
    <>
      <FormModal
        opened={opened}
        onClose={onClose}
        title={words.create}
        verb={common.create}
        submit={submit}
        disabled={name === ''}
      >
        <Stack gap="sm">
          <TextInput
            label={words.name}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            data-autofocus
            autoComplete="off"
          />
          <AccessFields value={access} onChange={setAccess} />
        </Stack>
      </FormModal>
      <ShownOnce
        title={words.newKey(made?.name ?? '')}
        secret={made?.key ?? null}
        fileName={`${made?.name ?? 'client'}-service-key.json`}
        onClose={() => setMade(null)}
      >
        <Text size="sm">{words.use}</Text>
      </ShownOnce>
    </>
  )
}
