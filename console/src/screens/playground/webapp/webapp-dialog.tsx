import { Alert, Anchor, Button, Group, Modal, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconExternalLink } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '../../../../../src/client/openapi.ts'
import { api, read } from '../../../api/client.ts'
import { Problem } from '../../../api/problem.ts'
import { useMay } from '../../../api/session.ts'
import { serverUrl } from '../../../app/place.ts'
import { queries } from '../../../app/queries.ts'
import { Copyable } from '../../../parts/copyable.tsx'
import { Failed } from '../../../parts/failed.tsx'
import { SkeletonRows } from '../../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../../words/common.ts'
import type { Target } from '../targets.ts'
import { useWebappWords } from './words.ts'

type Webapp = components['schemas']['Webapp']

/** Opens, changes and closes the page where people chat with a deployment. */
export function WebappDialog({ target, onClose }: { readonly target: Target; readonly onClose: () => void }) {
  const words = useWebappWords()
  const common = useCommonWords()
  const path = { deploymentId: target.id }
  const { data, error, isPending } = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/webapp', { params: { path } })
  const none = error instanceof Problem && (error as Problem).status === 404
  return (
    <Modal opened onClose={onClose} title={words.title(target.name)} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.text}
        </Text>
        {isPending ? (
          <SkeletonRows rows={3} height={46} />
        ) : error && !none ? (
          <Failed error={error} />
        ) : (
          <Fields key={none ? 'none' : 'open'} target={target} webapp={none ? null : (data ?? null)} />
        )}
      </Stack>
    </Modal>
  )
}

function Fields({ target, webapp }: { readonly target: Target; readonly webapp: Webapp | null }) {
  const words = useWebappWords()
  const may = useMay('operator')
  const mayAll = useMay('admin')
  const [asked, setAsked] = useState({
    name: webapp?.name ?? target.name,
    title: webapp?.title ?? target.name,
    greeting: webapp?.greeting ?? '',
    public: webapp?.public ?? false,
  })
  const params = { path: { deploymentId: target.id } }
  const readAgain = (message: string) => {
    notifications.show({ message })
    return queries.resetQueries({
      predicate: ({ queryKey: [, path] }) => path === '/v2/lm/deployments/{deploymentId}/webapp',
    })
  }
  const save = useMutation({
    mutationFn: () => api.POST('/v2/lm/deployments/{deploymentId}/webapp', { params, body: asked }),
    onSuccess: () => readAgain(webapp ? words.changed : words.opened),
  })
  const close = useMutation({
    mutationFn: () => api.DELETE('/v2/lm/deployments/{deploymentId}/webapp', { params }),
    onSuccess: () => readAgain(words.closed),
  })
  const trouble = save.error ?? close.error
  const at = (field: string): string | undefined =>
    trouble instanceof Problem && trouble.target === field ? trouble.message : undefined
  const placed = trouble instanceof Problem && ['name', 'title', 'greeting'].includes(trouble.target ?? '')
  const url = `${serverUrl}/webapps/${webapp?.name ?? ''}/`
  return (
    <>
      {webapp && (
        <Group gap="xs" justify="space-between">
          <Copyable value={url} label={words.address} code />
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm" aria-label={`${words.address}: ${url}`}>
            <IconExternalLink size={18} aria-hidden />
          </Anchor>
        </Group>
      )}
      <TextInput
        label={words.name}
        value={asked.name}
        error={at('name')}
        disabled={!may}
        onChange={(event) => setAsked({ ...asked, name: event.currentTarget.value })}
      />
      <TextInput
        label={words.pageTitle}
        value={asked.title}
        error={at('title')}
        disabled={!may}
        onChange={(event) => setAsked({ ...asked, title: event.currentTarget.value })}
      />
      <Textarea
        label={words.greeting}
        autosize
        minRows={2}
        maxRows={8}
        value={asked.greeting}
        error={at('greeting')}
        disabled={!may}
        onChange={(event) => setAsked({ ...asked, greeting: event.currentTarget.value })}
      />
      <Switch
        label={words.everybody}
        description={mayAll ? (asked.public ? words.everybodyText : words.signedIn) : words.onlyAdmin}
        checked={asked.public}
        disabled={!mayAll}
        onChange={(event) => setAsked({ ...asked, public: event.currentTarget.checked })}
      />
      {webapp?.apiKey && (
        <Group gap="xs">
          <Text size="sm">{words.key}</Text>
          <Copyable value={webapp.apiKey} label={words.key} code />
        </Group>
      )}
      {trouble && !placed && (
        <Alert color="red" variant="outline" role="alert">
          {trouble instanceof Error ? trouble.message : String(trouble)}
        </Alert>
      )}
      {!may && (
        <Text size="sm" c="dimmed">
          {words.onlyOperator}
        </Text>
      )}
      <Group justify="space-between">
        <Button disabled={!may} loading={save.isPending} onClick={() => save.mutate()}>
          {webapp ? words.change : words.open}
        </Button>
        {webapp && (
          <Button variant="default" disabled={!may} loading={close.isPending} onClick={() => close.mutate()}>
            {words.close}
          </Button>
        )}
      </Group>
    </>
  )
}
