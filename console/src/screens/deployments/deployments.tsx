import { Button, Group, Text } from '@mantine/core'
import { IconPlus, IconRocket } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useDeployments } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'
import { ColumnChooser } from '../../parts/column-chooser.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, NoMatch } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Page } from '../../parts/page.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { useColumns, usualColumns } from './columns.tsx'
import { Filters, filtered } from './filters.tsx'
import { Peek } from './peek.tsx'
import { type DeploymentsSearch, deploymentsRoute } from './routes.ts'
import { useWords } from './words.ts'

export function Deployments() {
  const words = useWords()
  const search = deploymentsRoute.useSearch()
  const navigate = useNavigate({ from: deploymentsRoute.fullPath })
  const may = useMay('operator')
  const columns = useColumns()
  const shown = search.columns?.split(',') ?? usualColumns
  const { deployments, error, refetch } = useDeployments()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo(() => filtered(deployments ?? [], search), [deployments, search])
  const peeked = deployments?.find(({ id }) => id === search.peek)
  const set = (more: { readonly [K in keyof DeploymentsSearch]: DeploymentsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as DeploymentsSearch, replace: true })

  const create = (
    <Guarded least="operator">
      {(allowed) => (
        <Button
          renderRoot={(props) => <Link to="/deployments/new" {...props} />}
          leftSection={<IconPlus size={16} />}
          disabled={!allowed}
        >
          {words.create}
        </Button>
      )}
    </Guarded>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!deployments) return <SkeletonRows rows={10} height={46} />
    if (deployments.length === 0)
      return (
        <Empty icon={<IconRocket size={36} stroke={1.4} />} title={words.emptyTitle} text={words.emptyText} action={create} />
      )
    return (
      <>
        <Group justify="space-between">
          <Filters deployments={deployments} />
          <Group gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {rows.length === deployments.length
                ? sentence(words.all, <Figure value={deployments.length} />, deployments.length)
                : sentence(words.shown, <Figure value={rows.length} />, <Figure value={deployments.length} />)}
            </Text>
            <ColumnChooser columns={columns} shown={shown} onShown={(next) => set({ columns: next.join(',') })} />
          </Group>
        </Group>
        {selected.size > 0 && (
          <BulkActions selected={deployments.filter(({ id }) => selected.has(id))} onDone={() => setSelected(new Set())} />
        )}
        {rows.length === 0 ? (
          <NoMatch onClear={() => set({ q: undefined, status: undefined, executable: undefined })} />
        ) : (
          <DataTable
            label={words.title}
            rows={rows}
            columns={columns.filter(({ id }) => shown.includes(id))}
            rowId={({ id }) => id}
            rowName={({ name }) => name}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            onOpen={({ id }) => void navigate({ to: '/deployments/$deploymentId', params: { deploymentId: id } })}
            onPeek={({ id }) => set({ peek: id })}
            peeking={peeked !== undefined}
            {...(may ? { selected, onSelect: setSelected } : {})}
          />
        )}
      </>
    )
  }
  return (
    <Page title={words.title} description={words.description} actions={deployments?.length === 0 ? null : create}>
      {body()}
      {peeked && <Peek deployment={peeked} onClose={() => set({ peek: undefined })} />}
    </Page>
  )
}
