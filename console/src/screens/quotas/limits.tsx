import { Button, Group, Stack, Text } from '@mantine/core'
import { IconGauge, IconPlus } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Meter } from '../../parts/meter.tsx'
import { formatNumber } from '../../parts/numbers.ts'
import { ScopeText, useScopeLine } from '../../parts/scope-text.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useLanguage } from '../../words/words.ts'
import { useAddress } from './address.ts'
import { LimitForm } from './limit-form.tsx'
import { useUsedNow } from './used-now.ts'
import { useWords } from './words.ts'

export type Limit = components['schemas']['CallQuota']

/** Limits of calls and tokens, with what passes through them now. */
export function Limits() {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const { search, set } = useAddress()
  const lineOf = useScopeLine()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/quotas', {})
  const [removing, setRemoving] = useState<Limit | null>(null)
  const columns = useColumns(setRemoving)
  const rows = useMemo(() => {
    const wanted = (search.q ?? '').toLowerCase()
    return data?.resources.filter(({ scope }) =>
      `${lineOf(scope)} ${Object.values(scope).join(' ')}`.toLowerCase().includes(wanted),
    )
  }, [data, search.q, lineOf])
  const edited = data?.resources.find(({ id }) => id === search.edit)
  const create = (
    <Button leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => set({ edit: 'new' })}>
      {words.newLimit}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!rows) return <SkeletonRows rows={5} height={56} />
    if (data?.resources.length === 0)
      return <Empty icon={<IconGauge size={36} stroke={1.4} />} title={words.noLimit} text={words.noLimitText} action={create} />
    return (
      <>
        <Group justify="space-between">
          <FilterBar
            search={search.q ?? ''}
            onSearch={(q) => set({ q })}
            searchLabel={words.searchLimits}
            onClear={() => set({ q: undefined })}
          />
          {create}
        </Group>
        {rows.length === 0 ? (
          <NoMatch onClear={() => set({ q: undefined })} />
        ) : (
          <DataTable
            label={words.tabs.limits}
            rows={rows}
            columns={columns}
            rowId={({ id }) => id}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            {...(may ? { onOpen: ({ id }: Limit) => set({ edit: id }) } : {})}
            height="calc(100vh - 350px)"
          />
        )}
        <Text size="xs" c="dimmed">
          {words.usedHint}
        </Text>
      </>
    )
  }
  return (
    <Stack gap="sm">
      {body()}
      {(search.edit === 'new' || edited) && (
        <LimitForm key={search.edit} limit={edited ?? null} onClose={() => set({ edit: undefined })} />
      )}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeLimit}
        name={removing ? lineOf(removing.scope) : ''}
        text={words.removeLimitText}
        verb={common.remove}
        act={async () => {
          if (removing) await api.DELETE('/v2/admin/quotas/{quotaId}', { params: { path: { quotaId: removing.id } } })
          await readAgain('quotas')
        }}
      />
    </Stack>
  )
}

function useColumns(remove: (limit: Limit) => void): readonly Column<Limit>[] {
  const words = useWords()
  const common = useCommonWords()
  const language = useLanguage()
  const may = useMay('operator')
  const { set } = useAddress()
  const usedNow = useUsedNow()
  const lineOf = useScopeLine()
  const number = (value: number): string => formatNumber(value, language)
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
        text={words.ofLimit(number(used), number(most))}
        after={peak > used ? words.peak(number(peak)) : undefined}
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
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (limit) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            disabled={!may}
            aria-label={`${common.edit} ${lineOf(limit.scope)}`}
            onClick={() => set({ edit: limit.id })}
          >
            {common.edit}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!may}
            aria-label={`${common.remove} ${lineOf(limit.scope)}`}
            onClick={() => remove(limit)}
          >
            {common.remove}
          </Button>
        </Group>
      ),
    },
  ]
}
