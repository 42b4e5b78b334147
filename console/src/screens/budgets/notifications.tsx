import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBellRinging, IconMail, IconPlus, IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useAddress } from './address.ts'
import { Deliveries } from './deliveries.tsx'
import { Routing } from './routing.tsx'
import { TargetForm } from './target-form.tsx'
import { useWords } from './words.ts'

export type Target = components['schemas']['NotificationTarget']

export const addressOf = ({ url, to }: Target): string => url ?? to?.join(', ') ?? ''

/** Who is told of what, and whether it arrived. */
export function Notifications() {
  const words = useWords()
  const may = useMay('operator')
  const { search, set } = useAddress()
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/notification-targets', {})
  const [removing, setRemoving] = useState<Target | null>(null)
  const columns = useColumns(setRemoving)
  const find = (id: string | undefined) => data?.resources.find((target) => target.id === id)
  const [edited, peeked] = [find(search.edit), find(search.peek)]
  const create = (
    <Button leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => set({ edit: 'new' })}>
      {words.newTarget}
    </Button>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={4} height={52} />
    if (data.resources.length === 0)
      return (
        <Empty
          icon={<IconBellRinging size={36} stroke={1.4} />}
          title={words.noTarget}
          text={words.noTargetText}
          action={create}
        />
      )
    return (
      <>
        <Group justify="flex-end">{create}</Group>
        <DataTable
          label={words.targets}
          rows={data.resources}
          columns={columns}
          rowId={({ id }) => id}
          onPeek={({ id }) => set({ peek: id })}
          onOpen={({ id }) => set({ peek: id })}
          peeking={peeked !== undefined}
          height="45vh"
        />
        <Routing targets={data.resources} />
      </>
    )
  }
  return (
    <Stack gap="md">
      {body()}
      {peeked && <Deliveries target={peeked} onClose={() => set({ peek: undefined })} />}
      {(search.edit === 'new' || edited) && (
        <TargetForm key={search.edit} target={edited ?? null} onClose={() => set({ edit: undefined })} />
      )}
      <ConfirmByName
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={words.removeTarget}
        name={removing ? addressOf(removing) : ''}
        text={words.removeTargetText}
        act={async () => {
          const path = { targetId: removing?.id ?? '' }
          await api.DELETE('/v2/admin/notification-targets/{targetId}', { params: { path } })
          await readAgain('notification-targets')
        }}
      />
    </Stack>
  )
}

function useColumns(remove: (target: Target) => void): readonly Column<Target>[] {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('operator')
  const { set } = useAddress()
  return [
    {
      id: 'address',
      header: words.address,
      sortBy: (target) => addressOf(target),
      cell: (target) => (
        <Group gap="xs" wrap="nowrap">
          {target.kind === 'webhook' ? <IconWebhook size={18} stroke={1.6} /> : <IconMail size={18} stroke={1.6} />}
          <div>
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {addressOf(target)}
            </Text>
            <Text size="xs" c="dimmed">
              {target.kind === 'webhook' ? (target.secretSet ? words.signed : words.notSigned) : words.mail}
            </Text>
          </div>
        </Group>
      ),
    },
    {
      id: 'group',
      header: words.whose,
      wide: true,
      sortBy: ({ resourceGroup }) => resourceGroup ?? '',
      cell: ({ resourceGroup }) => <Text size="sm">{resourceGroup ?? words.allGroups}</Text>,
    },
    {
      id: 'events',
      header: words.events,
      wide: true,
      cell: ({ events }) => <Text size="sm">{events.map((each) => (each === '*' ? words.allEvents : each)).join(', ')}</Text>,
    },
    {
      id: 'last',
      header: words.lastDelivery,
      wide: true,
      cell: ({ id }) => <LastDelivery targetId={id} />,
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: (target) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <TestButton target={target} disabled={!may} />
          <Button
            size="compact-xs"
            variant="default"
            disabled={!may}
            aria-label={`${common.edit} ${addressOf(target)}`}
            onClick={() => set({ edit: target.id })}
          >
            {common.edit}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!may}
            aria-label={`${common.remove} ${addressOf(target)}`}
            onClick={() => remove(target)}
          >
            {common.remove}
          </Button>
        </Group>
      ),
    },
  ]
}

/** Sends a word now, and says in the server's words what came of it. */
function TestButton({ target, disabled }: { readonly target: Target; readonly disabled: boolean }) {
  const words = useWords()
  const common = useCommonWords()
  const [busy, setBusy] = useState(false)
  const test = async (): Promise<void> => {
    setBusy(true)
    await api.POST('/v2/admin/notification-targets/{targetId}/test', { params: { path: { targetId: target.id } } }).then(
      () => notifications.show({ title: words.taken, message: addressOf(target) }),
      (error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }),
    )
    setBusy(false)
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={disabled}
      loading={busy}
      aria-label={`${words.test} ${addressOf(target)}`}
      onClick={() => void test()}
    >
      {words.test}
    </Button>
  )
}

export const deliveryTones = { delivered: 'ok', waiting: 'busy', failed: 'failed' } as const

function LastDelivery({ targetId }: { readonly targetId: string }) {
  const words = useWords()
  const { data } = read.useQuery('get', '/v2/admin/notification-targets/{targetId}/deliveries', {
    params: { path: { targetId } },
  })
  const [last] = data?.resources ?? []
  if (!last)
    return (
      <Text size="sm" c="dimmed">
        {data ? words.nothingSent : ''}
      </Text>
    )
  return <Mark tone={deliveryTones[last.state]} text={words.states[last.state]} />
}
