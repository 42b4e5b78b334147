import { Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type PersonAct, useColumns } from './columns.tsx'
import { EditPerson, type Person } from './edit-person.tsx'
import { type PeopleSearch, peopleRoute } from './routes.ts'
import { Sessions } from './sessions.tsx'
import { useWords } from './words.ts'

export function People() {
  const words = useWords()
  const common = useCommonWords()
  const search = peopleRoute.useSearch()
  const navigate = useNavigate({ from: peopleRoute.fullPath })
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/people', {})
  const [acting, setActing] = useState<{ readonly what: PersonAct; readonly person: Person } | null>(null)
  const [link, setLink] = useState<{ readonly name: string; readonly url: string } | null>(null)
  const set = (more: { readonly [K in keyof PeopleSearch]: PeopleSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as PeopleSearch, replace: true })
  const say = (failed: Error): void => void notifications.show({ color: 'red', title: common.failed, message: failed.message })
  const act = (what: PersonAct, person: Person): void => {
    const params = { path: { personId: person.id } }
    if (what === 'edit') set({ edit: person.id })
    else if (what === 'link')
      void api
        .POST('/v2/admin/sign-in-links', { body: { person: person.id } })
        .then(({ data: made }) => made && setLink({ name: person.name, url: made.url }), say)
    else if (what === 'disable' || what === 'enable')
      void api
        .PATCH('/v2/admin/people/{personId}', { params, body: { disabled: what === 'disable' } })
        .then(() => readAgain('people'), say)
    else setActing({ what, person })
  }
  const columns = useColumns(act)
  const edited = data?.resources.find(({ id }) => id === search.edit)
  const { what, person } = acting ?? {}
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        error ? null : (
          <Button leftSection={<IconPlus size={16} />} onClick={() => set({ create: true })}>
            {words.create}
          </Button>
        )
      }
    >
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data ? (
        <DataTable
          label={words.title}
          rows={data.resources}
          columns={columns}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
        />
      ) : (
        <SkeletonRows />
      )}
      {search.create && <EditPerson person={null} onClose={() => set({ create: undefined })} />}
      {edited && <EditPerson person={edited} onClose={() => set({ edit: undefined })} />}
      {what === 'sessions' && person && <Sessions person={person} onClose={() => setActing(null)} />}
      <ShownOnce title={words.linkFor(link?.name ?? '')} secret={link?.url ?? null} onClose={() => setLink(null)}>
        <Text size="sm">{words.linkText}</Text>
      </ShownOnce>
      <ConfirmByName
        opened={what === 'remove'}
        onClose={() => setActing(null)}
        title={words.removeTitle}
        name={person?.name ?? ''}
        text={words.removeText(person?.name ?? '')}
        act={async () => {
          if (person) await api.DELETE('/v2/admin/people/{personId}', { params: { path: { personId: person.id } } })
          await readAgain('people')
        }}
      />
    </Page>
  )
}
