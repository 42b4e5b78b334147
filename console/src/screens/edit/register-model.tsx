import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { queries } from '../../app/queries.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { Upload, type UploadedFile } from '../../parts/upload.tsx'
import { useWords } from './words.ts'

const frameworks = ['PYTHON', 'SKLEARN', 'TORCH', 'TENSORFLOW', 'ONNX', 'GGUF', 'LLM'] as const
type Framework = (typeof frameworks)[number]

/** Files of one's own become a version in the registry, without leaving the form. */
export function RegisterModel({
  opened,
  onClose,
  onDone,
}: {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onDone: (name: string) => void
}) {
  const words = useWords()
  const [files, setFiles] = useState<readonly UploadedFile[]>([])
  const [busy, setBusy] = useState(false)
  const [name, setName] = useState('')
  const [framework, setFramework] = useState<Framework>('PYTHON')
  const submit = async (): Promise<void> => {
    await api.POST('/v2/lm/registry/models', {
      body: { name, framework, files: files.map(({ path, uploadId }) => ({ path, uploadId })) },
    })
    await queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => String(path).startsWith('/v2/lm/') })
    onDone(name)
    onClose()
  }
  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={words.uploadTitle}
      verb={words.register}
      submit={submit}
      disabled={busy || files.length === 0 || name === ''}
      size="lg"
    >
      <TextInput
        label={words.registeredName}
        description={words.registeredNameText}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        required
        spellCheck={false}
        data-autofocus
      />
      <Select
        label={words.framework}
        data={[...frameworks]}
        value={framework}
        onChange={(next) => next && setFramework(next as Framework)}
        allowDeselect={false}
      />
      <Upload label={words.modelFiles} onChange={setFiles} onBusy={setBusy} />
    </FormModal>
  )
}
