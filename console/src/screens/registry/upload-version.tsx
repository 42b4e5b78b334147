import { Autocomplete, Collapse, Select, Stack, Textarea, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { Upload, type UploadedFile } from '../../parts/upload.tsx'
import { type Framework, frameworks, useModels } from './data.ts'
import { JsonField, parsed } from './json-field.tsx'
import { useBringWords } from './words-bring.ts'

/** Files of one's own become the next version of a model. `of`: the model, where that is known. */
export function UploadVersion({ of, onClose }: { readonly of?: string; readonly onClose: () => void }) {
  const words = useBringWords()
  const navigate = useNavigate()
  const { models } = useModels()
  const [files, setFiles] = useState<readonly UploadedFile[]>([])
  const [busy, setBusy] = useState(false)
  const [name, setName] = useState(of ?? '')
  const [framework, setFramework] = useState<Framework | null>(
    () => models?.find((each) => each.name === of)?.newest.framework ?? null,
  )
  const [description, setDescription] = useState('')
  const [texts, setTexts] = useState({ metrics: '', modelSchema: '', inputExample: '' })
  const [more, setMore] = useState(false)
  const labels = { metrics: words.metrics, modelSchema: words.schema, inputExample: words.example } as const
  const submit = async (): Promise<void> => {
    const said = Object.fromEntries(
      (Object.keys(labels) as (keyof typeof labels)[]).flatMap((key) => {
        const value = parsed(texts[key], labels[key], words.notJson)
        return value === undefined ? [] : [[key, value]]
      }),
    )
    const { data } = await api.POST('/v2/lm/registry/models', {
      body: {
        name,
        ...(framework === null ? {} : { framework }),
        ...(description === '' ? {} : { description }),
        ...said,
        files: files.map(({ path, uploadId }) => ({ path, uploadId })),
      },
    })
    await readAgain('registry')
    if (!data) return
    notifications.show({ message: words.registered(`${data.name} ${data.version}`) })
    void navigate({ to: '/registry/$name/$version', params: { name: data.name, version: String(data.version) } })
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={words.uploadTitle}
      verb={words.register}
      submit={submit}
      disabled={busy || files.length === 0 || name === ''}
      size="lg"
    >
      <Autocomplete
        label={words.name}
        description={words.nameText}
        data={(models ?? []).map((each) => each.name)}
        value={name}
        onChange={setName}
        disabled={of !== undefined}
        required
        spellCheck={false}
      />
      <Upload label={words.files} hint={words.filesText} onChange={setFiles} onBusy={setBusy} />
      <Select
        label={words.framework}
        data={[...frameworks]}
        value={framework}
        onChange={(next) => setFramework(next as Framework | null)}
        placeholder={words.frameworkNone}
        clearable
      />
      <Textarea
        label={words.description}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      <UnstyledButton fz="sm" fw={500} onClick={() => setMore(!more)} aria-expanded={more}>
        {more ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />} {words.more}
      </UnstyledButton>
      <Collapse expanded={more}>
        {more && (
          <Stack gap="sm">
            {(Object.keys(labels) as (keyof typeof labels)[]).map((key) => (
              <JsonField
                key={key}
                label={labels[key]}
                value={texts[key]}
                onChange={(value) => setTexts((before) => ({ ...before, [key]: value }))}
              />
            ))}
          </Stack>
        )}
      </Collapse>
    </FormModal>
  )
}
