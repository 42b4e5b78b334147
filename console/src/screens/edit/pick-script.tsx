import { Group, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { Upload, type UploadedFile } from '../../parts/upload.tsx'
import { useProblemAt } from './context.ts'
import { useScripts } from './usual-script.ts'
import { useWords } from './words.ts'

/** The scripts that go with a model version: an artifact version that is there, or a new file, which becomes one at once. */
export function PickScript({
  model,
  version,
  needed,
  extension,
  value,
  onChange,
}: {
  readonly model: string
  readonly version: number
  readonly needed: boolean
  /** Files that it may be. */
  readonly extension: string
  readonly value: number | null
  readonly onChange: (artifactVersion: number | null) => void
}) {
  const words = useWords()
  const may = useMay('operator')
  const said = useProblemAt('parameterBindings.artifactVersion', 'parameterBindings.script')
  const path = { modelName: model, version: String(version) }
  const { scripts, refetch } = useScripts(model, version)
  const artifacts = scripts ?? []
  const [source, setSource] = useState<'registry' | 'upload'>('registry')
  const [trouble, setTrouble] = useState<string | null>(null)
  useEffect(() => {
    if (may && needed && scripts?.length === 0) setSource('upload')
  }, [may, needed, scripts?.length])
  const keep = async ([file]: readonly UploadedFile[]): Promise<void> => {
    if (!file) return
    setTrouble(null)
    const name = file.path.split('/').at(-1) ?? file.path
    const files = [{ path: name, role: 'predictor' as const, uploadId: file.uploadId }]
    await api
      .POST('/v2/lm/registry/models/{modelName}/versions/{version}/artifacts', { params: { path }, body: { files } })
      .then(async (made) => {
        await refetch()
        if (made.data) onChange(made.data.artifactVersion)
        setSource('registry')
      })
      .catch((error: Error) => setTrouble(error.message))
  }
  if (!needed && artifacts.length === 0) return null
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <div>
          <Text size="sm" fw={500}>
            {words.script}
          </Text>
          <Text size="xs" c="dimmed">
            {needed ? words.scriptText : words.scriptOptional}
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={words.script}
          data={[
            { value: 'registry', label: words.fromRegistry },
            { value: 'upload', label: words.uploadNew, disabled: !may },
          ]}
          value={source}
          onChange={(next) => setSource(next as typeof source)}
        />
      </Group>
      {source === 'registry' ? (
        <Select
          aria-label={words.artifactVersion}
          placeholder={artifacts.length === 0 ? words.noScript : words.pickScript}
          data={[
            ...(needed ? [] : [{ value: '0', label: words.filesOnly }]),
            ...artifacts.map(({ artifactVersion, predictor, transformer }) => ({
              value: String(artifactVersion),
              label: `${artifactVersion} · ${[predictor, transformer].filter(Boolean).join(', ')}`,
            })),
          ]}
          value={value === null ? (needed ? null : '0') : String(value)}
          onChange={(next) => onChange(next === null || next === '0' ? null : Number(next))}
          error={said}
          allowDeselect={false}
        />
      ) : (
        <Upload label={words.scriptFile} hint={extension} multiple={false} onChange={(files) => void keep(files)} />
      )}
      {trouble && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {trouble}
        </Text>
      )}
    </Stack>
  )
}
