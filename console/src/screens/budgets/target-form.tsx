import { PasswordInput, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { FormModal } from '../../parts/form-modal.tsx'
import { useCommonWords } from '../../words/common.ts'
import { eventPatterns } from './event-kinds.ts'
import type { Target } from './notifications.tsx'
import { useWords } from './words.ts'

/** Says whom to tell of what; a secret is sent and never shown again. */
export function TargetForm({ target, onClose }: { readonly target: Target | null; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const isAdmin = useMay('admin')
  const { data: groups } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const [kind, setKind] = useState<Target['kind']>(target?.kind ?? 'webhook')
  const [resourceGroup, setResourceGroup] = useState<string | null>(target?.resourceGroup ?? null)
  const [url, setUrl] = useState(target?.url ?? '')
  const [to, setTo] = useState<string[]>(target?.to ?? [])
  const [events, setEvents] = useState<string[]>(target?.events ?? ['*'])
  const [secret, setSecret] = useState('')
  const submit = async (): Promise<void> => {
    const where = kind === 'webhook' ? { url, ...(secret === '' ? {} : { secret }) } : { to }
    const path = '/v2/admin/notification-targets'
    if (target) {
      const params = { path: { targetId: target.id } }
      await api.PATCH(`${path}/{targetId}`, { params, body: { ...where, events } })
    } else await api.POST(path, { body: { kind, resourceGroup, ...where, events } })
    await readAgain('notification-targets')
    onClose()
  }
  return (
    <FormModal
      opened
      onClose={onClose}
      title={target ? words.changeTarget : words.newTarget}
      verb={target ? common.save : common.create}
      submit={submit}
      disabled={events.length === 0 || (kind === 'webhook' ? url === '' : to.length === 0)}
    >
      {!target && (
        <SegmentedControl
          aria-label={words.way}
          value={kind}
          onChange={(next) => setKind(next as Target['kind'])}
          data={[
            { value: 'webhook', label: words.webhook },
            { value: 'email', label: words.mail },
          ]}
        />
      )}
      {kind === 'webhook' ? (
        <>
          <TextInput
            label={words.url}
            type="url"
            placeholder="https://"
            value={url}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
            required
            data-autofocus
          />
          <PasswordInput
            label={words.secret}
            description={target?.secretSet ? words.secretKept : words.secretHint}
            value={secret}
            onChange={({ currentTarget }) => setSecret(currentTarget.value)}
            autoComplete="off"
          />
        </>
      ) : (
        <TagsInput label={words.to} description={words.toHint} value={to} onChange={setTo} maxTags={20} required />
      )}
      {!target && (
        <Select
          label={words.whose}
          description={isAdmin ? undefined : words.whoseHint}
          placeholder={words.allGroups}
          data={groups?.resources.map(({ resourceGroupId }) => resourceGroupId) ?? []}
          value={resourceGroup}
          onChange={setResourceGroup}
          clearable
          searchable
        />
      )}
      <TagsInput
        label={words.events}
        description={words.eventsHint}
        data={eventPatterns as string[]}
        value={events}
        onChange={setEvents}
        maxTags={50}
        required
      />
    </FormModal>
  )
}
