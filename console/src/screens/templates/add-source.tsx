import { PasswordInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

type Dialog = { readonly opened: boolean; readonly onClose: () => void }

/** A git repository, with what opens it. */
export function AddRepository({ opened, onClose }: Dialog) {
  const words = useWords()
  const common = useCommonWords()
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const submit = async (): Promise<void> => {
    await api.POST('/v2/admin/repositories', {
      body: { url, ...(name === '' ? {} : { name }), ...(username === '' ? {} : { username, password }) },
    })
    await readAgain('repositories')
    setPassword('')
    onClose()
  }
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={words.addRepository}
      verb={common.add}
      submit={submit}
      disabled={url === ''}
    >
      <TextInput
        label={words.address}
        description={words.addressText}
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value.trim())}
        required
        spellCheck={false}
        data-autofocus
      />
      <TextInput
        label={common.name}
        description={words.repositoryNameText}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value.trim())}
        spellCheck={false}
      />
      <TextInput
        label={words.user}
        value={username}
        onChange={({ currentTarget }) => setUsername(currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <PasswordInput
        label={words.password}
        description={words.passwordText}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        autoComplete="new-password"
        disabled={username === ''}
      />
    </FormModal>
  )
}

/** A folder of a repository that is followed. */
export function AddApplication({ opened, onClose, repositories }: Dialog & { readonly repositories: readonly string[] }) {
  const words = useWords()
  const common = useCommonWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const [revision, setRevision] = useState('HEAD')
  const [path, setPath] = useState('.')
  const repositoryName = chosen ?? repositories[0] ?? null
  const submit = async (): Promise<void> => {
    await api.POST('/v2/admin/applications', { body: { repositoryName: repositoryName ?? '', revision, path } })
    await Promise.all(['applications', 'servingTemplates'].map(readAgain))
    onClose()
  }
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={words.addApplication}
      verb={common.add}
      submit={submit}
      disabled={repositoryName === null || path === '' || revision === ''}
    >
      <Select
        label={words.repository}
        data={[...repositories]}
        value={repositoryName}
        onChange={setChosen}
        allowDeselect={false}
        required
      />
      <TextInput
        label={words.path}
        description={words.pathText}
        value={path}
        onChange={({ currentTarget }) => setPath(currentTarget.value.trim())}
        spellCheck={false}
        required
      />
      <TextInput
        label={words.revision}
        description={words.revisionText}
        value={revision}
        onChange={({ currentTarget }) => setRevision(currentTarget.value.trim())}
        spellCheck={false}
        required
      />
    </FormModal>
  )
}
