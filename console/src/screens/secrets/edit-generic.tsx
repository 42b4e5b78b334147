import { SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { forEveryGroup, type GenericSecret } from './generic.tsx'
import { base64Of, bytesOf, noPair, type Pair, Pairs } from './pairs.tsx'
import { useWords } from './words.ts'

/** A new secret, or all that the given one holds anew. */
export function EditGeneric({ secret, onClose }: { readonly secret: GenericSecret | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const isAdmin = useMay('admin')
  const [name, setName] = useState(secret?.name ?? '')
  const [everywhere, setEverywhere] = useState(secret?.everywhere ?? false)
  const [way, setWay] = useState('fields')
  const [pairs, setPairs] = useState<readonly Pair[]>([noPair])
  const [json, setJson] = useState('')
  const texts = textsIn(json)
  const given = pairs.filter(({ key }) => key !== '')
  const submit = async (): Promise<void> => {
    const data: Record<string, string> = {}
    if (way === 'json')
      for (const [key, text] of Object.entries(texts ?? {})) data[key] = base64Of(new TextEncoder().encode(text))
    else for (const pair of given) data[pair.key] = base64Of(await bytesOf(pair))
    const headers = everywhere ? { headers: forEveryGroup } : {}
    if (secret) {
      await api.PATCH('/v2/admin/secrets/{secretName}', { params: { path: { secretName: name } }, body: { data }, ...headers })
      notifications.show({ message: words.replaced(name) })
    } else await api.POST('/v2/admin/secrets', { body: { name, data }, ...headers })
    await readAgain('secrets')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={secret ? words.replaceNamed(name) : words.create.generic}
      verb={secret ? words.replace : common.create}
      submit={submit}
      disabled={name === '' || (way === 'json' ? texts === null : given.length === 0)}
      size="lg"
    >
      <Stack gap="sm">
        {secret ? (
          <Text size="sm">{words.replaceText}</Text>
        ) : (
          <TextInput
            label={words.name}
            description={words.nameHint}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <SegmentedControl
          aria-label={words.way}
          value={way}
          onChange={setWay}
          w="fit-content"
          data={[
            { value: 'fields', label: words.fields },
            { value: 'json', label: words.json },
          ]}
        />
        {way === 'fields' ? (
          <Pairs value={pairs} onChange={setPairs} files />
        ) : (
          <Textarea
            label={words.json}
            description={words.jsonHint}
            value={json}
            onChange={({ currentTarget }) => setJson(currentTarget.value)}
            error={json !== '' && texts === null ? words.jsonWrong : null}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
            autoComplete="off"
          />
        )}
        {isAdmin && !secret && (
          <Switch
            label={words.forEveryGroup}
            checked={everywhere}
            onChange={({ currentTarget }) => setEverywhere(currentTarget.checked)}
          />
        )}
      </Stack>
    </FormModal>
  )
}

/** Null where it is no object of texts, or has none. */
function textsIn(json: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(json)
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
    const texts = isRecord ? Object.values(value) : []
    return texts.length > 0 && texts.every((text) => typeof text === 'string') ? (value as Record<string, string>) : null
  } catch {
    return null
  }
}
