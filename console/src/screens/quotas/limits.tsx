import { Text } from '@mantine/core'
import { IconGauge } from '@tabler/icons-react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import type { Column } from '../../parts/data-table.tsx'
import { Figure } from '../../parts/figure.tsx'
import { KeptList } from '../../parts/kept-list.tsx'
import { Meter } from '../../parts/meter.tsx'
import { ScopeText, useScopeLine } from '../../parts/scope-text.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useAddress } from './address.ts'
import { LimitForm } from './limit-form.tsx'
import { useUsedNow } from './used-now.ts'
import { useWords } from './words.ts'

export type Limit = components['schemas']['CallQuota']

/** Limits of calls and tokens, with what passes through them now. */
export function Limits() {
  const words = useWords()
  const { search, set } = useAddress()
  const lineOf = useScopeLine()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/quotas', {})
  const columns = useColumns()
  return (
    <KeptList
      rows={data?.resources}
      error={error}
      retry={() => void refetch()}
      columns={columns}
      least="operator"
      search={search}
      set={set}
      text={({ scope }) => `${lineOf(scope)} ${Object.values(scope).join(' ')}`}
      name={({ scope }) => lineOf(scope)}
      words={{
        title: words.tabs.limits,
        search: words.searchLimits,
        create: words.newLimit,
        empty: words.noLimit,
        emptyText: words.noLimitText,
        remove: words.removeLimit,
        removeText: words.removeLimitText,
      }}
      icon={<IconGauge size={36} stroke={1.4} />}
      form={(limit, close) => <LimitForm key={search.edit} limit={limit} onClose={close} />}
      remove={async ({ id: quotaId }) => {
        await api.DELETE('/v2/admin/quotas/{quotaId}', { params: { path: { quotaId } } })
        await readAgain('quotas')
      }}
      note={words.usedHint}
      height="calc(100vh - 350px)"
    />
  )
}

function useColumns(): readonly Column<Limit>[] {
  const words = useWords()
  const usedNow = useUsedNow()
  const lineOf = useScopeLine()
  const number = (value: number) => <Figure value={value} />
  const rate = (limit: Limit, most: number | null, used: number, peak: number, name: string) =>
    most === null ? (
      <Text size="sm" c="dimmed">
        {words.unlimited}
      </Text>
    ) : (
      <Meter
        label={`${name}: ${lineOf(limit.scope)}`}
        used={used}
        limit={most}
        text={sentence(words.ofLimit, number(used), number(most))}
        after={peak > used ? sentence(words.peak, number(peak)) : undefined}
      />
    )
  return [
    {
      id: 'scope',
      header: words.counts,
      sortBy: ({ scope }) => lineOf(scope).toLowerCase(),
      cell: ({ scope, source }) => (
        <>
          <ScopeText scope={scope} />
          {source === 'request' && (
            <Text size="xs" c="dimmed">
              {words.ofRequest}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'requests',
      header: words.rpm,
      wide: true,
      width: 230,
      sortBy: ({ requestsPerMinute }) => requestsPerMinute ?? Number.MAX_SAFE_INTEGER,
      cell: (limit) => {
        const used = usedNow?.(limit.scope)
        return rate(limit, limit.requestsPerMinute, used?.calls ?? 0, used?.mostCalls ?? 0, words.rpm)
      },
    },
    {
      id: 'tokens',
      header: words.tpm,
      width: 230,
      sortBy: ({ tokensPerMinute }) => tokensPerMinute ?? Number.MAX_SAFE_INTEGER,
      cell: (limit) => {
        const used = usedNow?.(limit.scope)
        return rate(limit, limit.tokensPerMinute, used?.tokens ?? 0, used?.mostTokens ?? 0, words.tpm)
      },
    },
    {
      id: 'concurrent',
      header: words.concurrent,
      align: 'right',
      wide: true,
      sortBy: ({ concurrent }) => concurrent ?? Number.MAX_SAFE_INTEGER,
      cell: ({ concurrent }) => (concurrent === null ? words.unlimited : number(concurrent)),
    },
  ]
}
