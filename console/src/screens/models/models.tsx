import { Button, CloseButton, Group, Paper, SegmentedControl, Select, Text, Tooltip } from '@mantine/core'
import { IconBook2, IconColumns3 } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import type { Changes } from '../../app/search.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FilterBar } from '../../parts/filter-bar.tsx'
import { Page } from '../../parts/page.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Cards } from './cards.tsx'
import { useColumns } from './columns.tsx'
import { Compare } from './compare.tsx'
import { useEntries } from './entries.ts'
import { facetIds, facetsOf, filtered, listIn, sorted } from './filter.ts'
import { type ModelsSearch, modelsRoute } from './routes.ts'
import { isAxis } from './scatter-axes.ts'
import { useWords } from './words.ts'

const mostCompared = 4

const Scatter = lazy(() => import('./scatter.tsx').then(({ Scatter }) => ({ default: Scatter })))

/** All models of the catalog, to be found, compared and deployed. */
export function Models() {
  const words = useWords()
  const search = modelsRoute.useSearch()
  const navigate = useNavigate({ from: modelsRoute.fullPath })
  const columns = useColumns()
  const { entries, error, retry } = useEntries()
  const rows = useMemo(() => filtered(entries ?? [], search), [entries, search])
  const facets = useMemo(() => facetsOf(entries ?? [], search, words), [entries, search, words])
  const compared = useMemo(() => new Set(listIn(search.compare)), [search.compare])
  const chosen = (entries ?? []).filter(({ key }) => compared.has(key))
  const set = (more: Changes<ModelsSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as ModelsSearch, replace: true })
  const choose = (keys: ReadonlySet<string>): void => {
    const kept = [...keys].slice(-mostCompared)
    set({ compare: kept.length === 0 ? undefined : kept.join(','), ...(kept.length === 0 ? { show: undefined } : {}) })
  }
  const toggle = (key: string): void => {
    const next = new Set(compared)
    if (!next.delete(key)) next.add(key)
    choose(next)
  }
  const clear = (): void => set({ q: undefined, ...Object.fromEntries(facetIds.map((id) => [id, undefined])) })
  const view = search.view ?? 'cards'
  const body = () => {
    if (error) return <Failed error={error} retry={retry} />
    if (!entries) return <SkeletonRows rows={6} height={120} />
    if (entries.length === 0)
      return <Empty icon={<IconBook2 size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} />
    return (
      <>
        <FilterBar
          search={search.q ?? ''}
          onSearch={(q) => set({ q: q === '' ? undefined : q })}
          searchLabel={words.search}
          facets={facets}
          onFacet={(id, values) => set({ [id]: values.length === 0 ? undefined : values.join(',') })}
          onClear={clear}
          shown={<ShownOf shown={rows.length} all={entries.length} say={words.shown} />}
        />
        {chosen.length > 0 && (
          <Paper withBorder p="xs" component="section" aria-label={words.chosenToCompare}>
            <Group gap="xs">
              <Tooltip label={words.compareMost} disabled={chosen.length < mostCompared}>
                <Button
                  size="xs"
                  leftSection={<IconColumns3 size={15} />}
                  onClick={() => set({ show: 'compare' })}
                  disabled={chosen.length < 2}
                >
                  {words.compareN(chosen.length)}
                </Button>
              </Tooltip>
              <Text size="sm">{chosen.map(({ model }) => model.displayName).join(' · ')}</Text>
              <CloseButton size="sm" aria-label={words.clear} onClick={() => choose(new Set())} ml="auto" />
            </Group>
          </Paper>
        )}
        {rows.length === 0 ? (
          <NoMatch onClear={clear} />
        ) : view === 'table' ? (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns}
            rowId={({ key }) => key}
            rowName={({ model }) => model.displayName}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            onOpen={({ model: { executableId, model } }) =>
              void navigate({ to: '/models/$executableId/$model', params: { executableId, model } })
            }
            selected={compared}
            onSelect={choose}
          />
        ) : view === 'scatter' ? (
          <Suspense fallback={<SkeletonRows rows={1} height={560} />}>
            <Scatter
              entries={rows}
              x={isAxis(search.x) ? search.x : 'context'}
              y={isAxis(search.y) ? search.y : 'input'}
              onAxis={set}
            />
          </Suspense>
        ) : (
          <Cards entries={sorted(rows, search.sort)} chosen={compared} onChoose={toggle} />
        )}
      </>
    )
  }
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <>
          {view === 'cards' && (
            <Select
              size="xs"
              w={170}
              aria-label={words.sort}
              data={Object.entries(words.sorts).map(([value, label]) => ({ value, label }))}
              value={search.sort ?? 'name'}
              onChange={(sort) => set({ sort: sort === 'name' ? undefined : (sort ?? undefined) })}
              allowDeselect={false}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={words.view}
            data={[
              { value: 'cards', label: words.cards },
              { value: 'table', label: words.table },
              { value: 'scatter', label: words.scatter },
            ]}
            value={view}
            onChange={(next) => set({ view: next === 'cards' ? undefined : (next as 'table' | 'scatter') })}
          />
        </>
      }
    >
      {body()}
      {search.show === 'compare' && chosen.length > 0 && (
        <Compare entries={chosen} onTakeOut={toggle} onClose={() => set({ show: undefined })} />
      )}
    </Page>
  )
}
