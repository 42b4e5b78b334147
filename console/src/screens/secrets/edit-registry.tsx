import { PasswordInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

const key = '.dockerconfigjson'

/** A new registry secret, or (`name`) what that one holds anew. */
export function EditRegistry({ name: before, onClose }: { readonly name: string | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const [name, setName] = useState(before ?? '')
  const [way, setWay] = useState('fields')
  const [server, setServer] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [json, setJson] = useState('')
  const isJson = way === 'json'
  const complete = isJson ? isDockerConfig(json) : server !== '' && username !== '' && password !== ''
  const submit = async (): Promise<void> => {
    const data = { [key]: isJson ? json : JSON.stringify({ auths: { [server.trim()]: { username, password } } }) } as {
      [key]: string
    }
    if (before === null) await api.POST('/v2/admin/dockerRegistrySecrets', { body: { name, data } })
    else {
      await api.PATCH('/v2/admin/dockerRegistrySecrets/{dockerRegistryName}', {
        params: { path: { dockerRegistryName: before } },
        body: { data },
      })
      notifications.show({ message: words.replaced(before) })
    }
    await readAgain('dockerRegistrySecrets')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={before === null ? words.create.registries : words.replaceNamed(before)}
      verb={before === null ? common.create : words.replace}
      submit={submit}
      disabled={name === '' || !complete}
    >
      <Stack gap="sm">
        {before === null ? (
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
        ) : (
          <Text size="sm">{words.replaceText}</Text>
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
        {isJson ? (
          <Textarea
            label={words.json}
            description={words.dockerHint}
            value={json}
            onChange={({ currentTarget }) => setJson(currentTarget.value)}
            error={json !== '' && !isDockerConfig(json) ? words.dockerWrong : null}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
            autoComplete="off"
          />
        ) : (
          <>
            <TextInput
              label={words.server}
              description={words.serverHint}
              placeholder="registry.example.com"
              value={server}
              onChange={({ currentTarget }) => setServer(currentTarget.value)}
              required
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              label={words.user}
              value={username}
              onChange={({ currentTarget }) => setUsername(currentTarget.value)}
              required
              autoComplete="off"
              spellCheck={false}
            />
            <PasswordInput
              label={words.password}
              value={password}
              onChange={({ currentTarget }) => setPassword(currentTarget.value)}
              required
              autoComplete="new-password"
            />
          </>
        )}
      </Stack>
    </FormModal>
  )
}

function isDockerConfig(text: string): boolean {
  try {
    const { auths } = JSON.parse(text) as { auths?: unknown }
    return typeof auths === 'object' && auths !== null
  } catch {
    return false
  }
}
