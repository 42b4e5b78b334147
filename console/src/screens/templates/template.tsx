import { Anchor, Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRocket, IconTrash } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { TemplateEditor } from './editor.tsx'
import { templateRoute } from './routes.ts'
import { starter } from './starter.ts'
import { useWords } from './words.ts'

function Back() {
  const words = useWords()
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/templates" {...props} />}>
      {words.title}
    </Anchor>
  )
}

/** A template is written, or pasted, and checked as it is typed. */
export function NewTemplate() {
  const words = useWords()
  const navigate = useNavigate()
  const save = async (template: string): Promise<void> => {
    const { data } = await api.POST('/v2/admin/servingTemplates', { body: { template } })
    await Promise.all([readAgain('servingTemplates'), readAgain('executables')])
    notifications.show({ message: words.uploaded(data?.name ?? '') })
    await navigate({ to: '/templates/$templateName', params: { templateName: data?.name ?? '' } })
  }
  return (
    <Page title={words.newTitle} description={words.newText} before={<Back />}>
      <TemplateEditor start={starter} verb={words.upload} onSave={save} />
    </Page>
  )
}

export function Template() {
  const words = useWords()
  const common = useCommonWords()
  const may = useMay('admin')
  const navigate = useNavigate()
  const { templateName } = templateRoute.useParams()
  const params = { path: { templateName } }
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/servingTemplates/{templateName}', { params })
  const [removing, setRemoving] = useState(false)
  const save = async (template: string): Promise<void> => {
    await api.PUT('/v2/admin/servingTemplates/{templateName}', { params, body: { template } })
    await readAgain('servingTemplates')
    notifications.show({ message: words.saved(templateName) })
  }
  const remove = async (): Promise<void> => {
    await api.DELETE('/v2/admin/servingTemplates/{templateName}', { params })
    await navigate({ to: '/templates' })
    await Promise.all([readAgain('servingTemplates'), readAgain('executables')])
  }
  const isOurs = data?.application === null
  return (
    <Page
      title={templateName}
      before={<Back />}
      description={
        data && (
          <>
            {isOurs ? words.kinds.uploaded : words.from(data.application ?? '', data.file ?? '')}
            {' · '}
            <RelativeTime at={data.modifiedAt} />
          </>
        )
      }
      actions={
        data && (
          <>
            {isOurs && (
              <Button variant="default" leftSection={<IconTrash size={16} />} disabled={!may} onClick={() => setRemoving(true)}>
                {common.remove}
              </Button>
            )}
            <Button
              renderRoot={(props) => <Link to="/deployments/new" search={{ executable: templateName }} {...props} />}
              leftSection={<IconRocket size={16} />}
            >
              {words.deploy}
            </Button>
          </>
        )
      }
    >
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!error && !data && <SkeletonRows rows={8} />}
      {data && (
        <>
          {data.problem !== null && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {data.problem}
            </Text>
          )}
          {!isOurs && (
            <Text size="sm" c="dimmed">
              {words.syncedText}
            </Text>
          )}
          <TemplateEditor
            key={data.modifiedAt}
            start={data.template}
            verb={common.save}
            {...(isOurs && may ? { onSave: save } : {})}
          />
        </>
      )}
      <ConfirmByName
        opened={removing}
        onClose={() => setRemoving(false)}
        title={words.removeTitle}
        name={templateName}
        text={words.removeText}
        act={remove}
      />
    </Page>
  )
}
