import { Autocomplete, SegmentedControl, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { frameworks, useModels } from './data.ts'
import { useBringWords } from './words-bring.ts'

const kinds = { hf: 'hf://', s3: 's3://', https: 'https://', git: 'git+https://', path: 'file:///' } as const
type Kind = keyof typeof kinds
const choices = ['auto', ...frameworks] as const

/** A version that comes from elsewhere. It goes on when the page is left. */
export function ImportVersion({ onClose }: { readonly onClose: () => void }) {
  const words = useBringWords()
  const { models } = useModels()
  const [kind, setKind] = useState<Kind>('hf')
  const [source, setSource] = useState<string>(kinds.hf)
  const [name, setName] = useState('')
  const [framework, setFramework] = useState<(typeof choices)[number]>('auto')
  const [include, setInclude] = useState<string[]>([])
  const [exclude, setExclude] = useState<string[]>([])
  const [secret, setSecret] = useState('')
  const [unpack, setUnpack] = useState(true)
  const choose = (next: Kind): void => {
    setKind(next)
    if (Object.values(kinds).some((prefix) => prefix === source) || source === '') setSource(kinds[next])
  }
  const submit = async (): Promise<void> => {
    await api.POST('/v2/lm/registry/imports', {
      body: {
        source: source.trim(),
        name,
        framework,
        unpack,
        ...(include.length > 0 ? { include } : {}),
        ...(exclude.length > 0 ? { exclude } : {}),
        ...(secret === '' ? {} : { secret }),
      },
    })
    await readAgain('registry')
    notifications.show({ message: words.started(name) })
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={words.importTitle}
      verb={words.start}
      submit={submit}
      disabled={name === '' || Object.values(kinds).some((prefix) => prefix === source)}
      size="lg"
    >
      <SegmentedControl
        aria-label={words.kind}
        fullWidth
        data={(Object.keys(kinds) as Kind[]).map((value) => ({ value, label: words.kinds[value] }))}
        value={kind}
        onChange={(next) => choose(next as Kind)}
      />
      <TextInput
        label={words.source}
        description={words.hints[kind]}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        required
        spellCheck={false}
      />
      <Autocomplete
        label={words.name}
        description={words.nameText}
        data={(models ?? []).map((each) => each.name)}
        value={name}
        onChange={setName}
        required
        spellCheck={false}
      />
      <Select
        label={words.framework}
        data={choices.map((value) => ({ value, label: value === 'auto' ? words.frameworkAuto : value }))}
        value={framework}
        onChange={(next) => next && setFramework(next as typeof framework)}
        allowDeselect={false}
      />
      <TagsInput label={words.include} description={words.globs} value={include} onChange={setInclude} />
      <TagsInput label={words.exclude} description={words.globs} value={exclude} onChange={setExclude} />
      {kind === 's3' && (
        <TextInput
          label={words.secret}
          description={words.secretText}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      {kind === 'https' && (
        <Switch label={words.unpack} checked={unpack} onChange={(event) => setUnpack(event.currentTarget.checked)} />
      )}
    </FormModal>
  )
}
