import { Button, Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMailQuestion, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { readAgain } from '../../api/read-again.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { FormModal } from '../../parts/form-modal.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useAddress } from './address.ts'
import { useWords } from './words.ts'

type Request = components['schemas']['QuotaRequest']

/** Who asked for more requests a minute of a model, and what became of it. */
export function Requests() {
  const words = useWords()
  const { search, set } = useAddress()
  // With a resource group in its header the server would only tell of that group.
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/quota/requests', { headers: { 'ai-resource-group': '' } })
  const columns = useColumns()
  const create = (
    <Guarded least="operator">
      {(may) => (
        <Button leftSection={<IconPlus size={16} />} disabled={!may} onClick={() => set({ edit: 'new' })}>
          {words.newRequest}
        </Button>
      )}
    </Guarded>
  )
  const body = () => {
    if (error) return <Failed error={error} retry={() => void refetch()} />
    if (!data) return <SkeletonRows rows={5} height={56} />
    if (data.length === 0)
      return (
        <Empty
          icon={<IconMailQuestion size={36} stroke={1.4} />}
          title={words.noRequest}
          text={words.noRequestText}
          action={create}
        />
      )
    return (
      <>
        <Group justify="flex-end">{create}</Group>
        <DataTable
          label={words.tabs.requests}
          rows={data}
          columns={columns}
          rowId={({ requestId }) => requestId}
          sort={search.sort}
          onSort={(sort) => set({ sort })}
          height="calc(100vh - 330px)"
        />
      </>
    )
  }
  return (
    <Stack gap="sm">
      {body()}
      {search.edit === 'new' && <RequestForm onClose={() => set({ edit: undefined })} />}
    </Stack>
  )
}

const tones = { PENDING: 'busy', APPROVED: 'ok', REJECTED: 'off' } as const

function useColumns(): readonly Column<Request>[] {
  const words = useWords()
  const common = useCommonWords()
  const decide = async (requestId: string, status: 'APPROVED' | 'REJECTED'): Promise<void> => {
    await api
      .PATCH('/v2/admin/quota/requests/{requestId}', { params: { path: { requestId } }, body: { status } })
      .catch((error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }))
    await Promise.all([readAgain('requests'), readAgain('quotas')])
  }
  return [
    {
      id: 'model',
      header: words.model,
      sortBy: ({ quotaDetails }) => quotaDetails.descriptors.modelName,
      cell: ({ quotaDetails: { descriptors } }) => (
        <>
          <Text size="sm" fw={600}>
            {descriptors.modelName}
          </Text>
          <Text size="xs" c="dimmed">
            {descriptors.providerName}
          </Text>
        </>
      ),
    },
    {
      id: 'limit',
      header: words.rpm,
      align: 'right',
      sortBy: ({ quotaDetails }) => quotaDetails.limit,
      cell: ({ quotaDetails }) => <Figure value={quotaDetails.limit} />,
    },
    {
      id: 'group',
      header: words.requestFor,
      wide: true,
      sortBy: ({ resourceGroup }) => resourceGroup ?? '',
      cell: ({ resourceGroup }) => <Text size="sm">{resourceGroup ?? words.wholeTenant}</Text>,
    },
    {
      id: 'reason',
      header: words.reason,
      wide: true,
      cell: ({ reason, requestedBy, createdAt }) => (
        <>
          <Text size="sm" lineClamp={2} maw={360}>
            {reason}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {requestedBy}, <RelativeTime at={createdAt} />
          </Text>
        </>
      ),
    },
    {
      id: 'status',
      header: common.status,
      sortBy: ({ status }) => status,
      cell: ({ status, decidedBy }) => (
        <>
          <Mark tone={tones[status]} text={words.requestStatus[status]} />
          {decidedBy && (
            <Text size="xs" c="dimmed">
              {words.by(decidedBy)}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'actions',
      header: common.actions,
      align: 'right',
      cell: ({ requestId, status, quotaDetails: { descriptors } }) =>
        status === 'PENDING' && (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            <Guarded least="admin">
              {(may) => (
                <>
                  <Button
                    size="compact-xs"
                    disabled={!may}
                    aria-label={`${words.approve} ${descriptors.modelName}`}
                    onClick={() => void decide(requestId, 'APPROVED')}
                  >
                    {words.approve}
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={!may}
                    aria-label={`${words.reject} ${descriptors.modelName}`}
                    onClick={() => void decide(requestId, 'REJECTED')}
                  >
                    {words.reject}
                  </Button>
                </>
              )}
            </Guarded>
          </Group>
        ),
    },
  ]
}

function RequestForm({ onClose }: { readonly onClose: () => void }) {
  const words = useWords()
  const group = useGroup()
  const [scope, setScope] = useState<'tenant' | 'resource_group'>('resource_group')
  const [model, setModel] = useState('')
  const [provider, setProvider] = useState('')
  const [limit, setLimit] = useState<number | null>(60)
  const [reason, setReason] = useState('')
  const submit = async (): Promise<void> => {
    const descriptors = { modelName: model, modelVersion: '*' as const, providerName: provider }
    const quotaDetails = { unit: 'requestPerMinute' as const, limit: limit ?? 0, descriptors }
    await api.POST('/v2/admin/quota/requests', { body: { resourceType: 'model', scope, quotaDetails, reason } })
    await Promise.all([readAgain('requests'), readAgain('quotas')])
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={words.newRequest}
      verb={words.ask}
      submit={submit}
      disabled={model === '' || provider === '' || limit === null || reason === ''}
    >
      <TextInput label={words.model} value={model} onChange={(e) => setModel(e.currentTarget.value)} required data-autofocus />
      <TextInput
        label={words.executable}
        description={words.executableHint}
        value={provider}
        onChange={(e) => setProvider(e.currentTarget.value)}
        required
      />
      <NumberInput
        label={words.rpm}
        value={limit ?? ''}
        onChange={(value) => setLimit(typeof value === 'number' ? value : null)}
        min={0}
        allowDecimal={false}
        required
      />
      <Select
        label={words.requestFor}
        data={[
          { value: 'resource_group', label: words.thisGroup(group) },
          { value: 'tenant', label: words.wholeTenant },
        ]}
        value={scope}
        onChange={(next) => next && setScope(next as typeof scope)}
        allowDeselect={false}
      />
      <Textarea
        label={words.reason}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        autosize
        minRows={2}
        required
      />
    </FormModal>
  )
}
