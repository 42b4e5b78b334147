import { Text } from '@mantine/core'
import { IconReceipt2 } from '@tabler/icons-react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import type { Column } from '../../parts/data-table.tsx'
import { KeptList } from '../../parts/kept-list.tsx'
import { Money } from '../../parts/money.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import { Moment, useNow } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
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
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/rates', {})
  const columns = useColumns(data?.resources ?? [])
  return (
    <KeptList
      rows={data?.resources}
      error={error}
      retry={() => void refetch()}
      columns={columns}
      least="admin"
      search={search}
      set={set}
      text={(rate) => `${subjectOf(rate, '')} ${rate.kind} ${rate.source}`}
      name={(rate) => subjectOf(rate, words.any)}
      words={{
        title: words.tabs.cards,
        search: words.search,
        create: words.newCard,
        empty: words.noCard,
        emptyText: words.noCardText,
        remove: words.removeCard,
        removeText: words.removeCardText,
      }}
      icon={<IconReceipt2 size={36} stroke={1.4} />}
      form={(rate, close) => <CardForm key={search.edit} rate={rate} onClose={close} />}
      remove={async ({ id: rateId }) => {
        await api.DELETE('/v2/admin/rates/{rateId}', { params: { path: { rateId } } })
        await readAgain('rates')
      }}
      height="calc(100vh - 330px)"
    />
  )
}

function useColumns(all: readonly Rate[]): readonly Column<Rate>[] {
  const words = useWords()
  const common = useCommonWords()
  const now = useNow()
  const replaced = new Set(all.map(({ replaces }) => replaces))
  const stateOf = ({ id, validFrom, validUntil }: Rate) =>
    replaced.has(id)
      ? 'replaced'
      : Date.parse(validFrom) > now
        ? 'coming'
        : validUntil !== null && Date.parse(validUntil) <= now
          ? 'over'
          : 'inForce'
  const money = (nano: number | null, currency: string) => (nano === null ? '–' : <Money nano={nano} currency={currency} />)
  const price = ({ tokens, nanoPerHour, currency }: Rate) =>
    tokens
      ? sentence(
          words.tokenPrice,
          money(tokens.input, currency),
          money(tokens.output, currency),
          tokens.cachedInput === null ? '' : money(tokens.cachedInput, currency),
        )
      : sentence(words.hourPrice, money(nanoPerHour, currency))
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
        <Text size="sm">
          {validUntil === null
            ? sentence(words.from, <Moment at={validFrom} day />)
            : sentence(words.between, <Moment at={validFrom} day />, <Moment at={validUntil} day />)}
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
  ]
}
