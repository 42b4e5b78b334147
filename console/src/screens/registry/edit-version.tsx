import { Select, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Framework, frameworks, type Version, versionPath } from './data.ts'
import { JsonField, parsed } from './json-field.tsx'
import { useBringWords } from './words-bring.ts'
import { useVersionWords } from './words-version.ts'

type Change = components['schemas']['RegisteredVersionChange']

const written = (value: unknown): string => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2))

/** Changes what is said of a version; its files stay as they are. */
export function EditVersion({ version, onClose }: { readonly version: Version; readonly onClose: () => void }) {
  const words = useVersionWords()
  const bring = useBringWords()
  const common = useCommonWords()
  const [framework, setFramework] = useState<Framework | null>(version.framework)
  const [description, setDescription] = useState(version.description)
  const [metrics, setMetrics] = useState(() => written(version.metrics))
  const [schema, setSchema] = useState(() => written(version.modelSchema))
  const [example, setExample] = useState(() => written(version.inputExample))
  const submit = async (): Promise<void> => {
    const body = {
      framework,
      description,
      metrics: parsed(metrics, bring.metrics, bring.notJson) ?? {},
      modelSchema: parsed(schema, bring.schema, bring.notJson) ?? null,
      inputExample: parsed(example, bring.example, bring.notJson) ?? null,
    } as Change
    await api.PATCH('/v2/lm/registry/models/{modelName}/versions/{version}', {
      ...versionPath(version.name, version.version),
      body,
    })
    await readAgain('registry')
    notifications.show({ message: words.saved })
    onClose()
  }
  return (
    <FormModal opened onClose={onClose} title={words.editTitle} verb={common.save} submit={submit} size="lg">
      <Textarea
        label={words.description}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        autosize
        minRows={2}
        data-autofocus
      />
      <Select
        label={words.framework}
        data={[...frameworks]}
        value={framework}
        onChange={(next) => setFramework(next as Framework | null)}
        placeholder={words.noFramework}
        clearable
      />
      <JsonField label={bring.metrics} value={metrics} onChange={setMetrics} />
      <JsonField label={bring.schema} value={schema} onChange={setSchema} />
      <JsonField label={bring.example} value={example} onChange={setExample} />
    </FormModal>
  )
}
