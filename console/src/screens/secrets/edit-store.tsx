import { Group, PasswordInput, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { noPair, type Pair, Pairs } from './pairs.tsx'
import { type StoreSecret, said } from './stores.tsx'
import { useWords } from './words.ts'

const types = ['S3', 'GCS', 'azure', 'oss', 'webhdfs'] as const
type Type = (typeof types)[number]

/** What an S3 store is opened with; other types keep whatever keys they need. */
const s3Keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const

/** A new object store, or the given one anew: its place is kept, its credential is asked for again. */
export function EditStore({ store, onClose }: { readonly store: StoreSecret | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const before = (word: string): string => (store ? said(store, word) : '')
  const [name, setName] = useState(store?.name ?? '')
  const [type, setType] = useState<Type>((before('type') || 'S3') as Type)
  const [place, setPlace] = useState({
    bucket: before('bucket'),
    endpoint: before('endpoint'),
    region: before('region'),
    pathPrefix: before('pathPrefix'),
  })
  const [https, setHttps] = useState(store?.metadata['serving.kubeflow.org/s3-usehttps'] !== '0')
  const [verify, setVerify] = useState(store?.metadata['serving.kubeflow.org/s3-verifyssl'] !== '0')
  const [keys, setKeys] = useState<Readonly<Record<string, string>>>({})
  const [pairs, setPairs] = useState<readonly Pair[]>([noPair])
  const isS3 = type === 'S3'
  const data = isS3
    ? Object.fromEntries(s3Keys.flatMap((key) => (keys[key] ? [[key, keys[key]]] : [])))
    : Object.fromEntries(pairs.flatMap(({ key, text }) => (key === '' ? [] : [[key, text]])))
  const complete = isS3 ? keys[s3Keys[0]] && keys[s3Keys[1]] : Object.keys(data).length > 0
  const submit = async (): Promise<void> => {
    const flag = (on: boolean) => (on ? ('1' as const) : ('0' as const))
    const given = Object.fromEntries(Object.entries(place).filter(([word, text]) => text !== '' || before(word) !== ''))
    const body = { name, type, ...given, ...(isS3 ? { usehttps: flag(https), verifyssl: flag(verify) } : {}), data }
    if (store) {
      const params = { path: { objectStoreName: store.name } }
      await api.PATCH('/v2/admin/objectStoreSecrets/{objectStoreName}', { params, body })
      notifications.show({ message: words.replaced(name) })
    } else await api.POST('/v2/admin/objectStoreSecrets', { body })
    await readAgain('objectStoreSecrets')
    onClose()
  }
  const placeField = (word: keyof typeof place, description?: string) => (
    <TextInput
      label={words[word]}
      description={description}
      value={place[word]}
      onChange={({ currentTarget }) => setPlace({ ...place, [word]: currentTarget.value.trim() })}
      autoComplete="off"
      spellCheck={false}
      flex={1}
    />
  )
  return (
    <FormModal
      opened
      onClose={onClose}
      title={store ? words.replaceNamed(store.name) : words.create.stores}
      verb={store ? words.replace : common.create}
      submit={submit}
      disabled={name === '' || !complete}
      size="lg"
    >
      <Stack gap="sm">
        {store && <Text size="sm">{words.replaceText}</Text>}
        <Group gap="sm" align="flex-end" grow>
          <TextInput
            label={words.name}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            disabled={store !== null}
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
          />
          <Select
            label={words.type}
            data={[...types]}
            value={type}
            onChange={(next) => next && setType(next as Type)}
            allowDeselect={false}
          />
        </Group>
        <Group gap="sm" align="flex-end">
          {placeField('bucket')}
          {placeField('pathPrefix')}
        </Group>
        <Group gap="sm" align="flex-end">
          {placeField('endpoint', words.endpointHint)}
          {placeField('region')}
        </Group>
        {isS3 && (
          <Group gap="lg">
            <Switch label={words.https} checked={https} onChange={({ currentTarget }) => setHttps(currentTarget.checked)} />
            <Switch label={words.verify} checked={verify} onChange={({ currentTarget }) => setVerify(currentTarget.checked)} />
          </Group>
        )}
        <Title order={3} size="h4">
          {words.credential}
        </Title>
        {isS3 ? (
          s3Keys.map((key) => (
            <PasswordInput
              key={key}
              label={key}
              description={key === 'AWS_SESSION_TOKEN' ? words.session : undefined}
              required={key !== 'AWS_SESSION_TOKEN'}
              value={keys[key] ?? ''}
              onChange={({ currentTarget }) => setKeys({ ...keys, [key]: currentTarget.value })}
              autoComplete="new-password"
            />
          ))
        ) : (
          <Pairs value={pairs} onChange={setPairs} />
        )}
      </Stack>
    </FormModal>
  )
}
