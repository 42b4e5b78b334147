import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlus, IconReceipt2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { formatMoney } from '../../parts/numbers.ts'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { absoluteDate, useNow } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useLanguage } from '../../words/words.ts'
import { useAddress } from './address.ts'
import { CardForm } from './card-form.tsx'
import { useWords } from './words.ts'

export type Rate = components['schemas']['RateCardInForce']

/** What a card is for, in one line. */
export const subjectOf = (rate: Rate, any: string): string =>
  [rate.model, rate.modelVersion, rate.instanceType, rate.executableId, rate.deploymentType, rate.residency, rate.serviceTier]
    .filter((each) => each !== null)
    .join(' · ') || any

/** Prices that administrators set, beside those of the catalog. */
export function Cards() {
  const words = useWords()
  const isAdmin = useMay('admin')
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/rates', {})
  const [removing, setRemoving] = useState<Rate | null>(null)
  const columns = useColumns(data?.resources ?? [], setRemoving)
  const wanted = (search.q ?? '').toLowerCase()
  const rows = data?.resources.filter((rate) =>
    `${subjectOf(rate, '')} ${rate.kind} ${rate.source}`.toLowerCase().includes(wanted),
  )
  const edited = data?.resources.find(({ id }) => id === search.edit)
  const create = (
    <Button leftSection={<IconPlus size={16} />} disabled={!isAdmin} onClick={() => set({ edit: 'new' })}>
      {words.newCard}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!rows) return <SkeletonRows rows={6} height={46} />
    if (data?.resources.length === 0)
      return <Empty icon={<IconReceipt2 size={36} stroke={1.4} />} title={words.noCard} text={words.noCardText} action={create} />
    return (
      <>
        <Group justify="space-between">
          <FilterBar
            search={search.q ?? ''}
            onSearch={(q) => set({ q })}
            searchLabel={words.search}
            onClear={() => set({ q: undefined })}
          />
          {create}
        </Group>
        {rows.length === 0 ? (
          <NoMatch onClear={() => set({ q: undefined })} />
        ) : (
          <DataTable
            label={words.tabs.cards}
            rows={rows}
            columns={columns}
            rowId={({ id }) => id}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            {...(isAdmin ? { onOpen: ({ id }: Rate) => set({ edit: id }) } : {})}
            height="calc(100vh - 330px)"
          />
        )}
      </>
    )
  }
  return (
    <Stack gap="sm">
      {body()}
      {(search.edit === 'new' || edited) && (
        <CardForm key={search.edit} rate={edited ?? null} onClose={() => set({ edit: undefined })} />
      )}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeCard}
        name={removing ? subjectOf(removing, words.any) : ''}
        text={words.removeCardText}
        act={async () => {
          if (removing) await api.DELETE('/v2/admin/rates/{rateId}', { params: { path: { rateId: removing.id } } })
          await readAgain('rates')
        }}
      />
    </Stack>
  )
}

function useColumns(all: readonly Rate[], remove: (rate: Rate) => void): readonly Column<Rate>[] {
  const words = useWords()
  const common = useCommonWords()
  const language = useLanguage()
  const isAdmin = useMay('admin')
  const now = useNow()
  const { set } = useAddress()
  const replaced = new Set(all.map(({ replaces }) => replaces))
  const stateOf = ({ id, validFrom, validUntil }: Rate) =>
    replaced.has(id)
      ? 'replaced'
      : Date.parse(validFrom) > now
        ? 'coming'
        : validUntil !== null && Date.parse(validUntil) <= now
          ? 'over'
          : 'inForce'
  const money = (nano: number | null, currency: string): string =>
    nano === null ? '–' : formatMoney(nano / 1e9, currency, language)
  const day = (text: string): string => absoluteDate(Date.parse(`${text}T12:00:00Z`), language)
  const price = ({ tokens, nanoPerHour, currency }: Rate): string =>
    tokens
      ? words.tokenPrice(
          money(tokens.input, currency),
          money(tokens.output, currency),
          tokens.cachedInput === null ? '' : money(tokens.cachedInput, currency),
        )
      : words.hourPrice(money(nanoPerHour, currency))
  return [
    {
      id: 'subject',
      header: words.subject,
      sortBy: (rate) => subjectOf(rate, words.any).toLowerCase(),
      cell: (rate) => (
        <>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {subjectOf(rate, words.any)}
          </Text>
          <Text size="xs" c="dimmed">
            {words.kinds[rate.kind]}
          </Text>
        </>
      ),
    },
    { id: 'price', header: words.price, align: 'right', cell: (rate) => price(rate) },
    {
      id: 'valid',
      header: words.valid,
      wide: true,
      sortBy: ({ validFrom }) => validFrom,
      cell: ({ validFrom, validUntil }) => (
        <Text size="sm" className="number">
          {validUntil === null ? words.from(day(validFrom)) : words.between(day(validFrom), day(validUntil))}
        </Text>
      ),
    },
    {
      id: 'state',
      header: common.status,
      sortBy: stateOf,
      cell: (rate) => {
        const state = stateOf(rate)
        return <Mark tone={state === 'inForce' ? 'ok' : state === 'coming' ? 'busy' : 'off'} text={words.states[state]} />
      },
    },
    {
      id: 'source',
      header: words.source,
      wide: true,
      sortBy: ({ source }) => source,
      cell: ({ source }) => <Text size="sm">{source}</Text>,
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (rate) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            disabled={!isAdmin}
            aria-label={`${common.edit} ${subjectOf(rate, words.any)}`}
            onClick={() => set({ edit: rate.id })}
          >
            {common.edit}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!isAdmin}
            aria-label={`${common.remove} ${subjectOf(rate, words.any)}`}
            onClick={() => remove(rate)}
          >
            {common.remove}
          </Button>
        </Group>
      ),
    },
  ]
}
