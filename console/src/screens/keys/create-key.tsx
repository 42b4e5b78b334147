import { MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { readAgain } from '../../api/read-again.ts'
import { serverUrl } from '../../app/place.ts'
import { AccessFields, type AccessValue, ExpirySelect } from '../../parts/access-fields.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { Snippet } from '../../parts/snippet.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

/** Asks what a new key is for and what it may, and shows it once. */
export function CreateKey({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const { deployments = [] } = useDeployments()
  const [name, setName] = useState('')
  const [access, setAccess] = useState<AccessValue>({ role: 'consumer', resourceGroups: ['default'] })
  const [only, setOnly] = useState<string[]>([])
  const [days, setDays] = useState<number | null>(90)
  const [made, setMade] = useState<{ readonly name: string; readonly key: string } | null>(null)
  const submit = async (): Promise<void> => {
    const { data } = await api.POST('/v2/admin/apiKeys', {
      body: {
        name,
        role: access.role,
        resourceGroups: access.resourceGroups === '*' ? '*' : [...access.resourceGroups],
        deployments: only.length === 0 ? '*' : only,
        expiresAt: days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString(),
      },
    })
    onClose()
    setName('')
    if (data) setMade(data)
    await readAgain('apiKeys')
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
            description={words.nameHint}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            data-autofocus
            autoComplete="off"
          />
          <AccessFields value={access} onChange={setAccess} />
          <MultiSelect
            label={words.deployments}
            placeholder={only.length === 0 ? words.allDeployments : ''}
            data={deployments.map(({ id, name }) => ({ value: id, label: name }))}
            value={only}
            onChange={setOnly}
            searchable
            clearable
          />
          <ExpirySelect value={days} onChange={setDays} />
        </Stack>
      </FormModal>
      <ShownOnce title={words.newKey(made?.name ?? '')} secret={made?.key ?? null} onClose={() => setMade(null)}>
        <Text size="sm">{words.tryIt}</Text>
        <Snippet label={words.tryIt} tabs={uses} keyVariable="LECTERN_API_KEY" />
      </ShownOnce>
    </>
  )
}

const uses = [
  { id: 'curl', label: 'cURL', code: `curl ${serverUrl}/v1/models -H "Authorization: Bearer $LECTERN_API_KEY"` },
  {
    id: 'python',
    label: 'Python',
    code: `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${serverUrl}/v1", api_key=os.environ["LECTERN_API_KEY"])\nprint([model.id for model in client.models.list()])`,
  },
  {
    id: 'typescript',
    label: 'TypeScript',
    code: `import OpenAI from 'openai'\n\nconst client = new OpenAI({ baseURL: '${serverUrl}/v1', apiKey: process.env.LECTERN_API_KEY })\nfor await (const model of client.models.list()) console.log(model.id)`,
  },
]
