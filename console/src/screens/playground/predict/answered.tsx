import { Group, Stack, Table, Tabs, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useGroup } from '../../../api/group.ts'
import { serverUrl } from '../../../app/place.ts'
import { JsonView } from '../../../parts/json-view.tsx'
import { formatDuration } from '../../../parts/numbers.ts'
import { Snippet } from '../../../parts/snippet.tsx'
import { useCommonWords } from '../../../words/common.ts'
import { useLanguage } from '../../../words/words.ts'
import { predictTabs } from '../code/plain-code.ts'
import type { Predicted } from './ask.ts'
import { type Rows, rowsOf } from './document.ts'
import type { Request } from './inputs.tsx'
import { usePredictWords } from './words.ts'

/** More rows than that nobody reads; all are in the JSON. */
const mostRows = 200

export function Answered({
  predicted,
  request,
  deploymentId,
}: {
  readonly predicted: Predicted
  readonly request: Request
  readonly deploymentId: string
}) {
  const words = usePredictWords()
  const common = useCommonWords()
  const language = useLanguage()
  const group = useGroup()
  const { answer, ms, requestId } = predicted
  const rows = useMemo(() => rowsOf(answer), [answer])
  const code = useMemo(
    () => predictTabs(request.path, jsonIn(request.body), { id: deploymentId, server: serverUrl, group }),
    [request, deploymentId, group],
  )
  return (
    <Stack gap="xs">
      <Tabs defaultValue={rows ? 'table' : 'json'} keepMounted={false} key={rows ? 'rows' : 'none'}>
        <Tabs.List>
          {rows && <Tabs.Tab value="table">{words.table}</Tabs.Tab>}
          <Tabs.Tab value="json">{words.json}</Tabs.Tab>
          <Tabs.Tab value="code">{words.code}</Tabs.Tab>
        </Tabs.List>
        {rows && (
          <Tabs.Panel value="table" pt="sm">
            <Answers rows={rows} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="json" pt="sm">
          <JsonView label={words.json} value={answer} depth={4} />
        </Tabs.Panel>
        <Tabs.Panel value="code" pt="sm">
          <Snippet label={words.code} tabs={code} keyVariable="LECTERN_API_KEY" />
        </Tabs.Panel>
      </Tabs>
      <Group gap="sm">
        <Text size="xs" c="dimmed" className="number" role="status">
          {words.took(formatDuration(ms, language))}
        </Text>
        {requestId && (
          <Text size="xs" c="dimmed">
            {common.requestId(requestId)}
          </Text>
        )}
      </Group>
    </Stack>
  )
}

function Answers({ rows: { columns, rows } }: { readonly rows: Rows }) {
  const words = usePredictWords()
  return (
    <Table.ScrollContainer minWidth={240} maxHeight={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={words.prediction} withTableBorder stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={60} ta="right">
              #
            </Table.Th>
            {columns.map((column) => (
              <Table.Th key={column} ta={isNumeric(rows, columns.indexOf(column)) ? 'right' : 'left'}>
                {column || words.prediction}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, mostRows).map((row, at) => (
            <Table.Tr key={at}>
              <Table.Td ta="right" className="number" c="dimmed">
                {at + 1}
              </Table.Td>
              {columns.map((column, place) => (
                <Table.Td key={column} className="number" ta={isNumeric(rows, place) ? 'right' : 'left'}>
                  {shown(row[place])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

const isNumeric = (rows: Rows['rows'], column: number): boolean => typeof rows[0]?.[column] === 'number'
const shown = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value))
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
