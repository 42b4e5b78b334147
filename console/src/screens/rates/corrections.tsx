import { Autocomplete, Button, Group, Paper, Stack, Table, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Costs } from '../../parts/money.tsx'
import { useModelNames } from '../../parts/scope-fields.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { Moment, RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useWords } from './words.ts'

type Rerate = components['schemas']['Rerate']

/** Charges again what was used, and tells the sums before and after. */
export function Corrections() {
  const words = useWords()
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/admin/rerates',
    {},
    {
      refetchInterval: ({ state }) => (state.data?.resources.some((each) => each.state === 'RUNNING') ? 1_000 : false),
    },
  )
  return (
    <Stack>
      <Again />
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={3} />}
      {data?.resources.length === 0 && (
        <Empty icon={<IconHistory size={36} stroke={1.4} />} title={words.noCorrection} text={words.noCorrectionText} />
      )}
      {data && data.resources.length > 0 && <List rerates={data.resources} />}
    </Stack>
  )
}

function Again() {
  const words = useWords()
  const common = useCommonWords()
  const models = useModelNames()
  const today = new Date().toISOString().slice(0, 10)
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`)
  const [to, setTo] = useState(today)
  const [model, setModel] = useState('')
  const [busy, setBusy] = useState(false)
  const rerate = async (dryRun: boolean): Promise<void> => {
    setBusy(true)
    // The last day counts, too.
    const end = new Date(Date.parse(to) + 86_400_000).toISOString()
    const body = { from: `${from}T00:00:00Z`, to: end, dryRun, filter: model === '' ? {} : { model } }
    await api
      .POST('/v2/admin/rates/rerate', { body })
      .catch((error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }))
    await Promise.all(['rerates', ...(dryRun ? [] : ['usage', 'ledger', 'statements', 'budgets'])].map(readAgain))
    setBusy(false)
  }
  return (
    <Paper withBorder p="md">
      <Text size="sm" c="dimmed" mb="sm">
        {words.correctionText}
      </Text>
      <Group align="flex-end" gap="sm">
        <TextInput type="date" label={words.firstDay} value={from} onChange={(e) => setFrom(e.currentTarget.value)} required />
        <TextInput type="date" label={words.lastDay} value={to} onChange={(e) => setTo(e.currentTarget.value)} required />
        <Autocomplete
          label={words.facts.model}
          placeholder={words.anyOf}
          data={models as string[]}
          limit={60}
          value={model}
          onChange={setModel}
        />
        <Guarded least="admin">
          {(may) => (
            <>
              <Button loading={busy} disabled={!may} onClick={() => void rerate(true)}>
                {words.look}
              </Button>
              <Button variant="default" disabled={!may || busy} onClick={() => void rerate(false)}>
                {words.chargeAgain}
              </Button>
            </>
          )}
        </Guarded>
      </Group>
    </Paper>
  )
}

function List({ rerates }: { readonly rerates: readonly Rerate[] }) {
  const words = useWords()
  const sums = ({ costs, unpriced }: Rerate['before']) => (
    <>
      <Costs costs={costs} none={<Figure value={0} />} />
      {unpriced > 0 && (
        <>
          {', '}
          {sentence(words.unpriced, <Figure value={unpriced} />)}
        </>
      )}
    </>
  )
  return (
    <TableCopy>
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing={8} aria-label={words.tabs.corrections}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.when}</Table.Th>
              <Table.Th>{words.period}</Table.Th>
              <Table.Th>{words.state}</Table.Th>
              <Table.Th ta="right">{words.changed}</Table.Th>
              <Table.Th ta="right">{words.before}</Table.Th>
              <Table.Th ta="right">{words.after}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rerates.map(({ id, createdAt, from, to, state, dryRun, changed, rows, before, after }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <RelativeTime at={createdAt} />
                </Table.Td>
                <Table.Td>
                  <Moment at={from} day />
                  {' – '}
                  <Moment at={Date.parse(to) - 1} day />
                </Table.Td>
                <Table.Td>
                  <Mark
                    tone={state === 'RUNNING' ? 'busy' : dryRun ? 'off' : 'ok'}
                    text={state === 'RUNNING' ? words.running : dryRun ? words.lookedAt : words.charged}
                  />
                </Table.Td>
                <Table.Td ta="right">{sentence(words.changedOf, <Figure value={changed} />, <Figure value={rows} />)}</Table.Td>
                <Table.Td ta="right">{sums(before)}</Table.Td>
                <Table.Td ta="right" fw={600}>
                  {sums(after)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </TableCopy>
  )
}
