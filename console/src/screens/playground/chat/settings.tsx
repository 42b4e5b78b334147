import { Button, Group, NumberInput, Select, Stack, TagsInput, Text, Textarea } from '@mantine/core'
import { IconBraces, IconPencil } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useSeparators } from '../../../parts/separators.ts'
import { type Kept, useConversation } from './conversation.ts'
import { badJson } from './request.ts'
import { useSettingsWords } from './settings-words.ts'
import type { Parameters } from './types.ts'

const JsonDialog = lazy(() => import('./json-dialog.tsx').then(({ JsonDialog: View }) => ({ default: View })))

type JsonField = 'schema' | 'tools' | 'extra'

/** What goes along with every message: the system prompt, and what is set of the model's answer. Empty: the model's own. */
export function Settings({ kept }: { readonly kept: Kept }) {
  const words = useSettingsWords()
  const separators = useSeparators()
  const { system, parameters } = useConversation(kept)
  const [written, setWritten] = useState<JsonField | null>(null)
  const set = (more: { readonly [K in keyof Parameters]: Parameters[K] | undefined }): void =>
    kept.change((before) => {
      const all = Object.entries({ ...before.parameters, ...more }).filter(([, value]) => value !== undefined)
      return { ...before, parameters: Object.fromEntries(all) as Parameters }
    })
  const number = (field: 'temperature' | 'topP' | 'maxTokens' | 'seed' | 'past', more: object) => (
    <NumberInput
      size="xs"
      label={words[field]}
      placeholder={field === 'past' ? words.everything : words.own}
      value={parameters[field] ?? ''}
      onChange={(value) => set({ [field]: typeof value === 'number' ? value : undefined })}
      min={0}
      clampBehavior="none"
      classNames={{ input: 'number' }}
      {...more}
    />
  )
  const bad = badJson(parameters)
  const json = (field: JsonField) => (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <div>
        <Text size="xs" fw={500}>
          {words[field]}
        </Text>
        <Text size="xs" c={bad.includes(field) ? 'var(--mantine-color-error)' : 'dimmed'}>
          {bad.includes(field) ? words.noJson : summary(parameters[field], words)}
        </Text>
      </div>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPencil size={12} />}
        aria-label={words.editJson(words[field])}
        onClick={() => setWritten(field)}
      >
        {words.edit}
      </Button>
    </Group>
  )
  return (
    <Stack gap="sm">
      <Textarea
        size="xs"
        label={words.system}
        placeholder={words.systemHint}
        autosize
        minRows={3}
        maxRows={12}
        value={system}
        onChange={({ currentTarget: { value } }) => kept.change((before) => ({ ...before, system: value }))}
      />
      <Group grow gap="xs" align="flex-start">
        {number('temperature', { max: 2, step: 0.1, decimalScale: 2 })}
        {number('topP', { max: 1, step: 0.05, decimalScale: 2 })}
      </Group>
      <Group grow gap="xs" align="flex-start">
        {number('maxTokens', { min: 1, step: 100, allowDecimal: false, ...separators })}
        {number('seed', { allowDecimal: false })}
      </Group>
      <Group grow gap="xs" align="flex-start">
        <Select
          size="xs"
          label={words.effort}
          placeholder={words.own}
          clearable
          clearButtonProps={{ 'aria-label': words.clear(words.effort) }}
          data={['minimal', 'low', 'medium', 'high']}
          value={parameters.effort ?? null}
          onChange={(effort) => set({ effort: effort ?? undefined })}
        />
        {number('past', { allowDecimal: false })}
      </Group>
      <TagsInput
        size="xs"
        label={words.stop}
        placeholder={(parameters.stop ?? []).length === 0 ? words.stopHint : ''}
        value={[...(parameters.stop ?? [])]}
        maxTags={4}
        onChange={(stop) => set({ stop: stop.length === 0 ? undefined : stop })}
      />
      <Select
        size="xs"
        label={words.format}
        allowDeselect={false}
        data={[
          { value: 'text', label: words.text },
          { value: 'json_object', label: words.jsonObject },
          { value: 'json_schema', label: words.jsonSchema },
        ]}
        value={parameters.format ?? 'text'}
        onChange={(format) => set({ format: format === 'text' ? undefined : (format as Parameters['format']) })}
      />
      {parameters.format === 'json_schema' && json('schema')}
      {json('tools')}
      {json('extra')}
      {Object.keys(parameters).length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBraces size={14} />}
          onClick={() => kept.change((before) => ({ ...before, parameters: {} }))}
        >
          {words.reset}
        </Button>
      )}
      {written && (
        <Suspense fallback={null}>
          <JsonDialog
            title={words[written]}
            hint={words.hints[written]}
            example={examples[written]}
            text={parameters[written] ?? ''}
            onDone={(text) => {
              set({ [written]: text.trim() === '' ? undefined : text })
              setWritten(null)
            }}
            onClose={() => setWritten(null)}
          />
        </Suspense>
      )}
    </Stack>
  )
}

function summary(text: string | undefined, words: ReturnType<typeof useSettingsWords>): string {
  if (text === undefined || text.trim() === '') return words.none
  const value: unknown = JSON.parse(text)
  const names = Array.isArray(value)
    ? value.map((each) => String(each?.function?.name ?? each?.name ?? '?'))
    : Object.keys((value as { properties?: object }).properties ?? (value as object))
  return names.join(', ') || words.set
}

const examples: Readonly<Record<JsonField, object>> = {
  schema: {
    type: 'object',
    properties: { city: { type: 'string' }, inhabitants: { type: 'integer' } },
    required: ['city', 'inhabitants'],
    additionalProperties: false,
  },
  tools: [
    {
      type: 'function',
      function: {
        name: 'weather',
        description: 'Tells the weather of a place',
        parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
      },
    },
  ] as object,
  extra: { frequency_penalty: 0.2 },
}
