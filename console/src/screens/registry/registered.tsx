import { Anchor, Button, CloseButton, Group, Paper, SegmentedControl, Select, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft, IconColumns3, IconTrash, IconUpload } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import type { Changes } from '../../app/search.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { CompareVersions } from './compare-versions.tsx'
import { metricNames } from './data.ts'
import { type RegisteredSearch, registeredRoute } from './routes.ts'
import { UploadVersion } from './upload-version.tsx'
import { useVersionColumns } from './version-columns.tsx'
import { useWords } from './words.ts'

/** One model: its versions, by what they measure. */
export function Registered() {
  const words = useWords()
  const { name } = registeredRoute.useParams()
  const search = registeredRoute.useSearch()
  const navigate = useNavigate({ from: registeredRoute.fullPath })
  const may = useMay('operator')
  const [removing, setRemoving] = useState(false)
  const path = { modelName: name }
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/registry/models/{modelName}/versions', { params: { path } })
  const versions = data?.resources ?? []
  const metrics = useMemo(() => metricNames(data?.resources ?? []), [data])
  const metric = search.best !== undefined && metrics.includes(search.best) ? search.best : null
  const direction = search.lowest ? 'min' : 'max'
  const best = read.useQuery(
    'get',
    '/v2/lm/registry/models/{modelName}/best',
    { params: { path, query: { metric: metric ?? '', direction } } },
    { enabled: metric !== null },
  )
  const columns = useVersionColumns(versions, metric === null ? null : (best.data?.version ?? null))
  const compared = useMemo(() => new Set(search.compare?.split(',') ?? []), [search.compare])
  const chosen = versions.filter(({ version }) => compared.has(String(version)))
  const set = (more: Changes<RegisteredSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as RegisteredSearch, replace: true })
  const remove = async (): Promise<void> => {
    for (const { version } of versions) {
      const params = { path: { modelName: name, version: String(version) } }
      await api.DELETE('/v2/lm/registry/models/{modelName}/versions/{version}', { params }).catch(async (trouble: Error) => {
        await readAgain('registry')
        throw trouble
      })
    }
    notifications.show({ message: words.deleted(name) })
    await navigate({ to: '/registry' })
    await readAgain('registry')
  }
  const back = (
    <Anchor renderRoot={(props) => <Link to="/registry" {...props} />} size="sm">
      <Group gap={4} component="span" display="inline-flex">
        <IconArrowLeft size={14} />
        {words.back}
      </Group>
    </Anchor>
  )
  if (!data)
    return (
      <Page title={name} before={back}>
        {error ? <Failed error={error} retry={() => void refetch()} /> : <SkeletonRows rows={6} height={46} />}
      </Page>
    )
  return (
    <Page
      title={name}
      before={back}
      description={versions[0]?.description}
      actions={
        <>
          <Button variant="default" leftSection={<IconTrash size={16} />} disabled={!may} onClick={() => setRemoving(true)}>
            {words.deleteModel}
          </Button>
          <Button leftSection={<IconUpload size={16} />} disabled={!may} onClick={() => set({ show: 'upload' })}>
            {words.upload}
          </Button>
        </>
      }
    >
      {metrics.length > 0 && (
        <Group gap="sm" align="flex-end">
          <Select
            size="xs"
            w={190}
            label={words.bestBy}
            placeholder={words.none}
            data={[...metrics]}
            value={metric}
            onChange={(next) => set({ best: next ?? undefined })}
            clearable
          />
          {metric !== null && (
            <SegmentedControl
              size="xs"
              aria-label={words.direction}
              data={[
                { value: 'max', label: words.highest },
                { value: 'min', label: words.lowest },
              ]}
              value={direction}
              onChange={(next) => set({ lowest: next === 'min' ? 'yes' : undefined })}
            />
          )}
        </Group>
      )}
      {chosen.length > 0 && (
        <Paper withBorder p="xs" component="section" aria-label={words.chosen}>
          <Group gap="xs">
            <Button
              size="xs"
              leftSection={<IconColumns3 size={15} />}
              disabled={chosen.length < 2}
              onClick={() => set({ show: 'compare' })}
            >
              {words.compareN(chosen.length)}
            </Button>
            <Text size="sm">{chosen.map(({ version }) => version).join(', ')}</Text>
            <CloseButton size="sm" aria-label={words.clear} onClick={() => set({ compare: undefined })} ml="auto" />
          </Group>
        </Paper>
      )}
      <DataTable
        label={words.versions}
        rows={versions}
        columns={columns}
        rowId={({ version }) => String(version)}
        rowName={({ version }) => `${name} ${version}`}
        sort={search.sort}
        onSort={(sort) => set({ sort })}
        onOpen={({ version }) => void navigate({ to: '/registry/$name/$version', params: { name, version: String(version) } })}
        selected={compared}
        onSelect={(next) => set({ compare: next.size === 0 ? undefined : [...next].join(',') })}
      />
      <ConfirmByName
        opened={removing}
        onClose={() => setRemoving(false)}
        title={words.deleteModel}
        name={name}
        text={words.deleteModelText(versions.length)}
        act={remove}
      />
      {search.show === 'compare' && chosen.length > 1 && (
        <CompareVersions versions={chosen} onClose={() => set({ show: undefined })} />
      )}
      {search.show === 'upload' && <UploadVersion of={name} onClose={() => set({ show: undefined })} />}
    </Page>
  )
}
