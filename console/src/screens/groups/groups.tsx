import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { setGroup } from '../../api/group.ts'
import { readAgain } from '../../api/read-again.ts'
import { queries } from '../../app/queries.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { AccountKeys } from './account-keys.tsx'
import { type GroupAct, type ResourceGroup, useColumns } from './columns.tsx'
import { EditLabels } from './edit-labels.tsx'
import { type GroupsSearch, groupsRoute } from './routes.ts'
import { useWords } from './words.ts'

export function Groups() {
  const words = useWords()
  const common = useCommonWords()
  const search = groupsRoute.useSearch()
  const navigate = useNavigate({ from: groupsRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const [acting, setActing] = useState<{ readonly what: GroupAct; readonly group: ResourceGroup } | null>(null)
  const [name, setName] = useState('')
  const set = (more: { readonly [K in keyof GroupsSearch]: GroupsSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as GroupsSearch, replace: true })
  const close = (): void => setActing(null)
  const columns = useColumns((what, group) => {
    if (what !== 'enter') return setActing({ what, group })
    setGroup(group.resourceGroupId)
    void queries.resetQueries()
    void navigate({ to: '/', search: { group: group.resourceGroupId } })
  })
  const id = acting?.group.resourceGroupId ?? ''
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => set({ create: true })}>
          {words.create}
        </Button>
      }
    >
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data ? (
        <DataTable
          label={words.title}
          rows={data.resources}
          columns={columns}
          rowId={({ resourceGroupId }) => resourceGroupId}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
        />
      ) : (
        <SkeletonRows />
      )}
      <FormModal
        opened={search.create ?? false}
        onClose={() => set({ create: undefined })}
        title={words.create}
        verb={common.create}
        disabled={name === ''}
        submit={async () => {
          await api.POST('/v2/admin/resourceGroups', { body: { resourceGroupId: name } })
          await readAgain('resourceGroups')
          setName('')
          set({ create: undefined })
        }}
      >
        <TextInput
          label={words.id}
          description={words.idHint}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          required
          data-autofocus
          autoComplete="off"
        />
      </FormModal>
      {acting?.what === 'labels' && <EditLabels group={acting.group} onClose={close} />}
      {acting?.what === 'keys' && <AccountKeys group={id} onClose={close} />}
      <ConfirmByName
        opened={acting?.what === 'remove'}
        onClose={close}
        title={words.removeTitle}
        name={id}
        text={words.removeText(id)}
        act={async () => {
          await api.DELETE('/v2/admin/resourceGroups/{resourceGroupId}', { params: { path: { resourceGroupId: id } } })
          await readAgain('resourceGroups')
        }}
      />
    </Page>
  )
}
