import { Stack, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { SliderWithNumber } from '../../parts/slider-with-number.tsx'
import { Upload, type UploadedFile } from '../../parts/upload.tsx'

const tones = [
  { value: 'running', label: 'Running', count: 12 },
  { value: 'stopped', label: 'Stopped', count: 3 },
  { value: 'dead', label: 'Failed', count: 1 },
]
const models = ['gpt-4o', 'gpt-5', 'claude-4', 'gemini-3', 'llama-4', 'mistral-5'].map((value, at) => ({
  value,
  label: value,
  count: at + 1,
}))

export function Controls() {
  const { q = '', tone = [] } = useSearch({ from: '/gallery' })
  const navigate = useNavigate({ from: '/gallery' })
  const set = (search: string, tones: readonly string[]): void =>
    void navigate({
      search: { part: 'controls', ...(search === '' ? {} : { q: search }), ...(tones.length === 0 ? {} : { tone: tones }) },
      replace: true,
    })
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [tokens, setTokens] = useState(40_000)
  const [files, setFiles] = useState<readonly UploadedFile[]>([])
  const [busy, setBusy] = useState(false)
  return (
    <Stack maw={900} gap="xl">
      <FilterBar
        search={q}
        onSearch={(next) => set(next, tone)}
        facets={[
          { id: 'tone', label: 'Status', values: tones, chosen: tone },
          { id: 'model', label: 'Model', values: models, chosen },
        ]}
        onFacet={(id, next) => (id === 'model' ? setChosen(next) : set(q, next))}
        onClear={() => {
          setChosen([])
          set('', [])
        }}
        shown="16 rows"
      />
      <SliderWithNumber
        label="Tokens a minute"
        description="What this deployment may take of the quota"
        value={tokens}
        onChange={setTokens}
        min={1_000}
        max={120_000}
        step={1_000}
        unit="tokens"
        free={80_000}
        freeText={tokens > 80_000 ? 'Only 80,000 of 120,000 are free' : '80,000 of 120,000 are free'}
      />
      <Upload label="Model files" onChange={setFiles} onBusy={setBusy} />
      <Text size="sm" role="status">
        {`${busy ? 'busy' : 'ready'}: ${files.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`}
      </Text>
    </Stack>
  )
}
