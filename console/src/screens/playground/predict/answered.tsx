import { Group, Stack, Table, Tabs, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useGroup } from '../../../api/group.ts'
import { serverUrl } from '../../../app/place.ts'
import { Figure } from '../../../parts/figure.tsx'
import { JsonView } from '../../../parts/json-view.tsx'
import { sentence } from '../../../parts/sentence.tsx'
import { Snippet } from '../../../parts/snippet.tsx'
import { TabRow } from '../../../parts/tab-row.tsx'
import { TableCopy } from '../../../parts/table-copy.tsx'
import { useCommonWords } from '../../../words/common.ts'
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
        <TabRow>
          {rows && <Tabs.Tab value="table">{words.table}</Tabs.Tab>}
          <Tabs.Tab value="json">{words.json}</Tabs.Tab>
          <Tabs.Tab value="code">{words.code}</Tabs.Tab>
        </TabRow>
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
        <Text size="xs" c="dimmed" role="status">
          {sentence(words.took, <Figure value={ms} unit="ms" />)}
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
    <TableCopy>
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
                <Table.Th scope="row" ta="right" fw={400} c="dimmed">
                  {at + 1}
                </Table.Th>
                {columns.map((column, place) => (
                  <Table.Td key={column} ta={isNumeric(rows, place) ? 'right' : 'left'}>
                    <Answer value={row[place]} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </TableCopy>
  )
}

const isNumeric = (rows: Rows['rows'], column: number): boolean => typeof rows[0]?.[column] === 'number'

/** All of its digits are shown: they are what was asked for. */
function Answer({ value }: { readonly value: unknown }) {
  if (typeof value === 'number') return <Figure value={value}>{value}</Figure>
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
