import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { read } from '../../../api/client.ts'
import { useMay } from '../../../api/session.ts'
import { useEdit } from '../context.ts'
import { parameterOf } from '../draft.ts'
import { useAdvancedWords } from '../words-advanced.ts'

export const hasEnvironment = (keys: readonly string[]): boolean => keys.includes('environmentVariables')

/** What instances find in their environment: values, and keys of secrets. */
export function Environment({ keys }: { readonly keys: readonly string[] }) {
  const words = useAdvancedWords()
  const may = useMay('operator')
  const secrets = read.useQuery('get', '/v2/admin/secrets', {}, { enabled: may })
  const names = secrets.data?.resources.map(({ name }) => name) ?? []
  return (
    <Stack>
      <Pairs parameter="environmentVariables" title={words.variables} valueLabel={words.value} />
      {keys.includes('secretVariables') && (
        <Pairs
          parameter="secretVariables"
          title={words.secretVariables}
          valueLabel={words.secretKey}
          text={names.length === 0 ? words.noSecrets : words.secretText(names.join(', '))}
        />
      )}
      {keys.includes('transformerEnvironmentVariables') && (
        <Pairs parameter="transformerEnvironmentVariables" title={words.transformerVariables} valueLabel={words.value} />
      )}
    </Stack>
  )
}

type Pair = readonly [string, string]

/** A parameter that is a JSON object of texts, as rows. */
function Pairs({
  parameter,
  title,
  valueLabel,
  text,
}: {
  readonly parameter: string
  readonly title: string
  readonly valueLabel: string
  readonly text?: string
}) {
  const words = useAdvancedWords()
  const { draft, dispatch, problem } = useEdit()
  const said = parameterOf(draft, parameter)
  // Rows that have no name yet are in no object.
  const [rows, setRows] = useState<readonly Pair[]>(() => pairsIn(said))
  const change = (next: readonly Pair[]): void => {
    setRows(next)
    const named = next.filter(([key]) => key !== '')
    dispatch({
      do: 'parameters',
      values: { [parameter]: named.length === 0 ? undefined : JSON.stringify(Object.fromEntries(named)) },
    })
  }
  const at = (index: number, pair: Pair): void => change(rows.map((each, place) => (place === index ? pair : each)))
  return (
    <section aria-label={title}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      {text && (
        <Text size="xs" c="dimmed">
          {text}
        </Text>
      )}
      <Stack gap={6} mt={6}>
        {rows.map(([key, value], index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={`${title}: ${words.variable} ${index + 1}`}
              placeholder={words.variable}
              value={key}
              onChange={({ currentTarget }) => at(index, [currentTarget.value.trim(), value])}
              flex={1}
              spellCheck={false}
            />
            <TextInput
              aria-label={`${title}: ${valueLabel} ${index + 1}`}
              placeholder={valueLabel}
              value={value}
              onChange={({ currentTarget }) => at(index, [key, currentTarget.value])}
              flex={2}
              spellCheck={false}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.removeVariable(key)}
              onClick={() => change(rows.filter((_, place) => place !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} />}
          onClick={() => change([...rows, ['', '']])}
        >
          {words.addVariable}
        </Button>
        {problem?.target === `parameterBindings.${parameter}` && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {problem.message}
          </Text>
        )}
      </Stack>
    </section>
  )
}

function pairsIn(text: string | undefined): readonly Pair[] {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? Object.entries(value).map(([key, each]) => [key, String(each)]) : []
  } catch {
    return []
  }
}
