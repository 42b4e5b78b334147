import { Anchor, Skeleton, Stack, Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from 'react'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { DeploymentStatus } from '../../parts/status.tsx'
import { TabRow } from '../../parts/tab-row.tsx'
import { shownStatus } from '../deployments/columns.tsx'
import { Actions } from './actions.tsx'
import { type Details, useDeployment, useView } from './data.ts'
import { useDeploymentKeys } from './keys.ts'
import { useNotice } from './notice.ts'
import { type DeploymentTab, deploymentRoute, deploymentTabs } from './routes.ts'
import { State } from './state.tsx'
import { useWords } from './words.ts'

/** All of one deployment: what it is and how it does, in tabs that are part of the address. */
export function Deployment() {
  const words = useWords()
  const { deploymentId } = deploymentRoute.useParams()
  const { search, set } = useView()
  const { deployment, error, refetch } = useDeployment(deploymentId)
  const notice = useNotice(deployment)
  useDeploymentKeys(deployment)
  if (error) return <Page title={words.title}>{<Failed error={error} retry={() => void refetch()} />}</Page>
  if (!deployment)
    return (
      <Page title={words.title}>
        <Skeleton height={46} />
        <SkeletonRows rows={8} height={42} />
      </Page>
    )
  const tab = search.tab ?? 'overview'
  const Content = contents[tab]
  return (
    <Page
      title={deployment.name}
      {...tabTitleOf(deployment)}
      before={
        <Anchor renderRoot={(props) => <Link to="/deployments" {...props} />} size="sm">
          {words.all}
        </Anchor>
      }
      badge={<DeploymentStatus status={shownStatus(deployment)} target={deployment.targetStatus} />}
      actions={<Actions deployment={deployment} notice={notice} />}
    >
      <State deployment={deployment} />
      <Tabs value={tab} onChange={(next) => set(onlyOf(next as DeploymentTab), false)} keepMounted={false}>
        <TabRow active={tab}>
          {deploymentTabs.map((each) => (
            <Tabs.Tab key={each} value={each} px="sm">
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </TabRow>
        <Tabs.Panel value={tab} pt="md">
          <Suspense fallback={<SkeletonRows rows={8} height={42} />}>
            <Stack>
              <Content deployment={deployment} />
            </Stack>
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

type TabContent = ComponentType<{ readonly deployment: Details }>

const contents: Readonly<Record<DeploymentTab, LazyExoticComponent<TabContent>>> = {
  overview: lazy(() => import('./overview.tsx').then(({ Overview }) => ({ default: Overview }))),
  metrics: lazy(() => import('./metrics.tsx').then(({ Metrics }) => ({ default: Metrics }))),
  logs: lazy(() => import('./logs.tsx').then(({ Logs }) => ({ default: Logs }))),
  requests: lazy(() => import('./requests.tsx').then(({ Requests }) => ({ default: Requests }))),
  scaling: lazy(() => import('./scaling.tsx').then(({ Scaling }) => ({ default: Scaling }))),
  versions: lazy(() => import('./versions.tsx').then(({ Versions }) => ({ default: Versions }))),
  settings: lazy(() => import('./settings.tsx').then(({ Settings }) => ({ default: Settings }))),
}

/** The time is shared by tabs; what else was chosen in one means nothing in another. */
const onlyOf = (tab: DeploymentTab) => ({
  tab: tab === 'overview' ? undefined : tab,
  ...{ since: undefined, source: undefined, previous: undefined, q: undefined, state: undefined },
  ...{ peek: undefined, compare: undefined },
})

/** How far it is, where that can be said, for those who look at another tab meanwhile. */
function tabTitleOf({ name, progress }: Details): { tabTitle?: string } {
  if (!progress?.total || progress.done === null) return {}
  return { tabTitle: `${Math.floor((progress.done / progress.total) * 100)} % · ${name}` }
}
