import { NumberInput, Select, SimpleGrid, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core'
import { read } from '../../../api/client.ts'
import { useEdit, useProblemAt } from '../context.ts'
import type { Batcher, InferenceLog } from '../draft.ts'
import type { Executable } from '../facts.ts'
import { useAdvancedWords } from '../words-advanced.ts'

const usualBatcher: Batcher = { enabled: true, maxBatchSize: 32, maxLatency: 5_000, timeout: 60, answers: 'plain' }
const usualLog: InferenceLog = {
  mode: 'none',
  sampling: 1,
  redactFields: [],
  maxBodyBytes: 262_144,
  metadataHeaders: [],
  sink: { kind: 'file' },
  onRequest: true,
}
const modes = ['none', 'all', 'inputs', 'outputs'] as const

/** What happens around a call: batching, keeping it, what becomes of it when its caller leaves, and how long there is a deployment at all. */
export function AroundCalls({ executable }: { readonly executable: Executable }) {
  const words = useAdvancedWords()
  const { draft, dispatch, editing, deploymentId } = useEdit()
  const troubleOfTtl = useProblemAt('ttl')
  const { document } = draft
  const of = [{ params: { path: { deploymentId: deploymentId ?? '' } } }, { enabled: deploymentId !== null }] as const
  const batcherNow = read.useQuery('get', '/v2/admin/deployments/{deploymentId}/batcher', ...of)
  const logNow = read.useQuery('get', '/v2/admin/deployments/{deploymentId}/inferenceLog', ...of)
  const batcher = draft.batcher ?? batcherNow.data
  const log = draft.log ?? logNow.data
  const set = (fields: object): void => dispatch({ do: 'set', fields })
  const setBatcher = (fields: Partial<Batcher>): void =>
    dispatch({ do: 'beside', fields: { batcher: { ...(batcher ?? usualBatcher), ...fields } } })
  const setLog = (fields: Partial<InferenceLog>): void =>
    dispatch({ do: 'beside', fields: { log: { ...(log ?? usualLog), ...fields } } })
  const batching = batcher?.enabled ?? false
  return (
    <Stack gap="lg">
      {executable.batches && (
        <Stack gap="xs">
          <Switch
            label={words.batching}
            description={words.batchingText}
            checked={batching}
            onChange={({ currentTarget }) => setBatcher({ enabled: currentTarget.checked })}
          />
          {batching && batcher && (
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              {(
                [
                  ['maxBatchSize', 1],
                  ['maxLatency', 0],
                  ['timeout', 0.001],
                ] as const
              ).map(([key, least]) => (
                <NumberInput
                  key={key}
                  label={words.batcher[key]}
                  value={batcher[key]}
                  onChange={(next) => typeof next === 'number' && setBatcher({ [key]: next })}
                  min={least}
                />
              ))}
            </SimpleGrid>
          )}
        </Stack>
      )}
      <Stack gap="xs">
        <Select
          label={words.logging}
          description={words.loggingText}
          data={modes.map((value) => ({ value, label: words.logModes[value] }))}
          value={log?.mode ?? 'none'}
          onChange={(next) => next && setLog({ mode: next as InferenceLog['mode'] })}
          allowDeselect={false}
        />
        {log && log.mode !== 'none' && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NumberInput
              label={words.sampling}
              value={Math.round((log.sampling ?? 1) * 100)}
              onChange={(next) => typeof next === 'number' && setLog({ sampling: next / 100 })}
              min={0}
              max={100}
              suffix=" %"
            />
            <TagsInput
              label={words.redact}
              value={[...(log.redactFields ?? [])]}
              onChange={(redactFields) => setLog({ redactFields })}
            />
          </SimpleGrid>
        )}
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.onHangup}
          data={[
            { value: 'abort', label: words.abort },
            { value: 'drain', label: words.drain },
          ]}
          value={document.onHangup ?? 'abort'}
          onChange={(next) => set({ onHangup: next === 'abort' && !editing ? undefined : next })}
          allowDeselect={false}
        />
        <TextInput
          label={words.ttl}
          placeholder={words.ttlUsual}
          value={document.ttl ?? ''}
          onChange={({ currentTarget }) => set({ ttl: currentTarget.value.trim() || undefined })}
          disabled={editing}
          error={troubleOfTtl}
        />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {executable.local && !executable.capabilities.includes('chat') ? words.protocolsPredict : words.protocolsChat}
      </Text>
    </Stack>
  )
}
