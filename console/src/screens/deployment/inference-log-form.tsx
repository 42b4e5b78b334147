import { NumberInput, Select, SimpleGrid, Skeleton, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { useSeparators } from '../../parts/separators.ts'
import type { Details } from './data.ts'
import { FormCard } from './form-card.tsx'
import { readLogAgain } from './keep-calls.tsx'
import { useSettingsWords } from './settings-words.ts'

type Log = components['schemas']['InferenceLog']
type Sink = Log['sink']

/** What is kept of calls, of how many of them, and where it goes. */
export function InferenceLogForm({ deployment }: { readonly deployment: Details }) {
  const params = { path: { deploymentId: deployment.id } }
  const { data } = read.useQuery('get', '/v2/admin/deployments/{deploymentId}/inferenceLog', { params })
  if (!data) return <Skeleton height={180} />
  return <Form key={JSON.stringify(data)} deploymentId={deployment.id} inForce={data} />
}

function Form({ deploymentId, inForce }: { readonly deploymentId: string; readonly inForce: Log }) {
  const words = useSettingsWords()
  const separators = useSeparators()
  const [wanted, setWanted] = useState(inForce)
  const set = (part: Partial<Log>): void => setWanted({ ...wanted, ...part })
  const { sink } = wanted
  const save = async (): Promise<void> => {
    await api.PUT('/v2/admin/deployments/{deploymentId}/inferenceLog', { params: { path: { deploymentId } }, body: wanted })
    await readLogAgain()
  }
  const off = wanted.mode === 'none'
  return (
    <FormCard
      title={words.log}
      text={words.logText}
      dirty={JSON.stringify(wanted) !== JSON.stringify(inForce)}
      undo={() => setWanted(inForce)}
      save={save}
      done={words.fromNextCall}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.logMode}
          data={(['none', 'all', 'inputs', 'outputs'] as const).map((value) => ({ value, label: words.logModes[value] }))}
          value={wanted.mode}
          onChange={(next) => next && set({ mode: next as Log['mode'] })}
          allowDeselect={false}
        />
        <Select
          label={words.sink}
          data={(['store', 'file', 'http', 'kafka'] as const).map((value) => ({ value, label: words.sinks[value] }))}
          value={sink.kind}
          onChange={(next) => next && set({ sink: emptySink(next as Sink['kind'], inForce.sink) })}
          allowDeselect={false}
        />
        {sink.kind === 'http' && (
          <TextInput
            label={words.sinkUrl}
            placeholder="https://"
            value={sink.url}
            onChange={({ currentTarget }) => set({ sink: { ...sink, url: currentTarget.value } })}
          />
        )}
        {sink.kind === 'kafka' && (
          <TextInput
            label={words.topic}
            value={sink.topic}
            onChange={({ currentTarget }) => set({ sink: { ...sink, topic: currentTarget.value } })}
          />
        )}
        {sink.kind === 'kafka' && (
          <TagsInput
            label={words.brokers}
            placeholder="host:9092"
            value={[...sink.brokers]}
            onChange={(brokers) => set({ sink: { ...sink, brokers } })}
          />
        )}
        <NumberInput
          label={words.sampling}
          value={wanted.sampling * 100}
          onChange={(next) => typeof next === 'number' && set({ sampling: next / 100 })}
          min={0}
          max={100}
          suffix=" %"
          disabled={off}
          classNames={{ input: 'number' }}
        />
        <NumberInput
          label={words.maxBody}
          value={wanted.maxBodyBytes}
          onChange={(next) => typeof next === 'number' && set({ maxBodyBytes: next })}
          min={1_024}
          max={1_048_576}
          {...separators}
          disabled={off}
          classNames={{ input: 'number' }}
        />
        <TagsInput
          label={words.redact}
          description={words.redactText}
          inputWrapperOrder={['label', 'input', 'description']}
          value={[...wanted.redactFields]}
          onChange={(redactFields) => set({ redactFields })}
          disabled={off}
        />
      </SimpleGrid>
      <Switch
        label={words.onRequest}
        checked={wanted.onRequest}
        onChange={({ currentTarget }) => set({ onRequest: currentTarget.checked })}
      />
      {(sink.kind === 'http' || sink.kind === 'kafka') && sink.authentication?.secretSet && (
        <Text size="xs" c="dimmed">
          {words.secretStays}
        </Text>
      )}
    </FormCard>
  )
}

/** Back to the kind that is in force: as that is, with its secret. */
function emptySink(kind: Sink['kind'], inForce: Sink): Sink {
  if (kind === inForce.kind) return inForce
  if (kind === 'http') return { kind, url: '', format: 'binary' }
  if (kind === 'kafka') return { kind, topic: 'CREATE', brokers: [], format: 'record', tls: false }
  return { kind }
}
