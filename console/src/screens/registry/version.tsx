import { Anchor, Button, Group, Skeleton, Tabs } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft, IconRocket, IconTrash } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { api, read } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import { useMay } from '../../api/session.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TabRow } from '../../parts/tab-row.tsx'
import { useCommonWords } from '../../words/common.ts'
import { versionPath } from './data.ts'
import { Files } from './files.tsx'
import { Overview } from './overview.tsx'
import { type VersionTab, versionRoute, versionTabs } from './routes.ts'
import { useWords } from './words.ts'
import { useVersionWords } from './words-version.ts'

const Scripts = lazy(() => import('./scripts.tsx').then(({ Scripts }) => ({ default: Scripts })))

/** One version of a model: what is said of it, its files, its scripts. */
export function VersionPage() {
  const words = useWords()
  const own = useVersionWords()
  const common = useCommonWords()
  const { name, version: asked } = versionRoute.useParams()
  const search = versionRoute.useSearch()
  const navigate = useNavigate({ from: versionRoute.fullPath })
  const may = useMay('operator')
  const [removing, setRemoving] = useState(false)
  const {
    data: version,
    error,
    refetch,
  } = read.useQuery('get', '/v2/lm/registry/models/{modelName}/versions/{version}', versionPath(name, asked))
  const tab = search.tab ?? 'overview'
  const back = (
    <Anchor renderRoot={(props) => <Link to="/registry/$name" params={{ name }} {...props} />} size="sm">
      <Group gap={4} component="span" display="inline-flex">
        <IconArrowLeft size={14} />
        {name}
      </Group>
    </Anchor>
  )
  if (!version)
    return (
      <Page title={`${name} ${asked}`} before={back}>
        {error ? <Failed error={error} retry={() => void refetch()} /> : <SkeletonRows rows={8} />}
      </Page>
    )
  const remove = async (): Promise<void> => {
    await api.DELETE('/v2/lm/registry/models/{modelName}/versions/{version}', versionPath(name, version.version))
    notifications.show({ message: words.deleted(`${name} ${version.version}`) })
    await navigate({ to: '/registry' })
    await readAgain('registry')
  }
  return (
    <Page
      title={`${name} ${version.version}`}
      before={back}
      description={version.description}
      actions={
        <>
          <Button variant="default" leftSection={<IconTrash size={16} />} disabled={!may} onClick={() => setRemoving(true)}>
            {common.remove}
          </Button>
          <Button
            renderRoot={(props) => (
              <Link to="/deployments/new" search={{ registered: `${name}@${version.version}` }} {...props} />
            )}
            leftSection={<IconRocket size={16} />}
          >
            {words.deploy}
          </Button>
        </>
      }
    >
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: (before) => ({ group: before.group, tab: next as VersionTab }) as never })}
        keepMounted={false}
      >
        <TabRow active={tab}>
          {versionTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {own.tabs[each]}
            </Tabs.Tab>
          ))}
        </TabRow>
        <Tabs.Panel value={tab} pt="md">
          {tab === 'overview' && <Overview version={version} />}
          {tab === 'files' && <Files version={version} />}
          {tab === 'scripts' && (
            <Suspense fallback={<Skeleton height={400} />}>
              <Scripts version={version} />
            </Suspense>
          )}
        </Tabs.Panel>
      </Tabs>
      <ConfirmByName
        opened={removing}
        onClose={() => setRemoving(false)}
        title={words.deleteVersion}
        name={`${name} ${version.version}`}
        text={words.deleteVersionText}
        act={remove}
      />
    </Page>
  )
}
