import { Button, Group } from '@mantine/core'
import { IconBox, IconDownload, IconUpload } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import type { Changes } from '../../app/search.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { type Facet, FilterBar } from '../../parts/filter-bar.tsx'
import { Meter } from '../../parts/meter.tsx'
import { Page } from '../../parts/page.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { ShownOf } from '../../parts/shown-of.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useColumns } from './columns.tsx'
import { type RegisteredModel, tagText, useModels } from './data.ts'
import { ImportVersion } from './import-version.tsx'
import { Imports } from './imports.tsx'
import { type RegistrySearch, registryRoute } from './routes.ts'
import { UploadVersion } from './upload-version.tsx'
import { useWords } from './words.ts'

/** The group's own models. */
export function Registry() {
  const words = useWords()
  const search = registryRoute.useSearch()
  const navigate = useNavigate({ from: registryRoute.fullPath })
  const may = useMay('operator')
  const columns = useColumns()
  const { models, error, refetch } = useModels()
  const rows = useMemo(() => filtered(models ?? [], search), [models, search])
  const set = (more: Changes<RegistrySearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as RegistrySearch, replace: true })
  const clear = (): void => set({ q: undefined, framework: undefined })
  const close = (): void => set({ show: undefined })
  const acts = (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconDownload size={16} />} disabled={!may} onClick={() => set({ show: 'import' })}>
        {words.import}
      </Button>
      <Button leftSection={<IconUpload size={16} />} disabled={!may} onClick={() => set({ show: 'upload' })}>
        {words.upload}
      </Button>
    </Group>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!models) return <SkeletonRows rows={8} height={46} />
    if (models.length === 0)
      return <Empty icon={<IconBox size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} action={acts} />
    return (
      <>
        <FilterBar
          search={search.q ?? ''}
          onSearch={(q) => set({ q: q === '' ? undefined : q })}
          searchLabel={words.search}
          facets={[frameworkFacet(models, search, words)]}
          onFacet={(_, chosen) => set({ framework: chosen.length === 0 ? undefined : chosen.join(',') })}
          onClear={clear}
          shown={<ShownOf shown={rows.length} all={models.length} say={words.shown} />}
        >
          <Room />
        </FilterBar>
        {rows.length === 0 ? (
          <NoMatch onClear={clear} />
        ) : (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns}
            rowId={({ name }) => name}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            onOpen={({ name }) => void navigate({ to: '/registry/$name', params: { name } })}
          />
        )}
      </>
    )
  }
  return (
    <Page title={words.title} description={words.description} actions={models?.length === 0 ? null : acts}>
      {may && <Imports />}
      {body()}
      {search.show === 'upload' && <UploadVersion onClose={close} />}
      {search.show === 'import' && <ImportVersion onClose={close} />}
    </Page>
  )
}

const unsaid = 'none'
const frameworkOf = ({ newest }: RegisteredModel): string => newest.framework ?? unsaid

function filtered(models: readonly RegisteredModel[], { q = '', framework }: RegistrySearch, anyFramework = false) {
  const wanted = framework?.split(',') ?? []
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return models.filter((model) => {
    const text = `${model.name} ${model.newest.description} ${model.tags.map(tagText).join(' ')}`.toLowerCase()
    const fits = anyFramework || wanted.length === 0 || wanted.includes(frameworkOf(model))
    return fits && words.every((word) => text.includes(word))
  })
}

function frameworkFacet(models: readonly RegisteredModel[], search: RegistrySearch, words: ReturnType<typeof useWords>): Facet {
  const counts = new Map<string, number>()
  for (const each of filtered(models, search, true)) counts.set(frameworkOf(each), (counts.get(frameworkOf(each)) ?? 0) + 1)
  const all = [...new Set(models.map(frameworkOf))].sort()
  return {
    id: 'framework',
    label: words.framework,
    values: all.map((value) => ({
      value,
      label: value === unsaid ? words.noFramework : value,
      count: counts.get(value) ?? 0,
    })),
    chosen: search.framework?.split(',') ?? [],
  }
}

/** How much the group keeps, and may keep. */
function Room() {
  const words = useWords()
  const { data } = read.useQuery('get', '/v2/lm/registry/quota', {})
  if (!data) return null
  const used = <Figure value={data.usedBytes} unit="bytes" />
  const { limitBytes } = data
  return (
    <Meter
      label={words.roomLabel}
      used={data.usedBytes}
      limit={limitBytes}
      text={
        limitBytes === null
          ? sentence(words.roomUnlimited, used)
          : sentence(words.room, used, <Figure value={limitBytes} unit="bytes" />)
      }
    />
  )
}
