import { Button, SegmentedControl } from '@mantine/core'
import { IconMessages, IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { type PlaygroundMode, type PlaygroundSearch, playgroundModes, playgroundRoute } from './routes.ts'
import { byNameOrId, modesOf, type Target, useTargets } from './targets.ts'
import { useWords } from './words.ts'

const screens = {
  chat: lazy(() => import('./chat-screen.tsx').then(({ ChatScreen }) => ({ default: ChatScreen }))),
  embeddings: lazy(() => import('./embeddings/embeddings.tsx').then(({ Embeddings }) => ({ default: Embeddings }))),
  predict: lazy(() => import('./predict/predict.tsx').then(({ Predict }) => ({ default: Predict }))),
} as const

/** What a way of trying out gets: `target` is the one that is chosen, `targets` all of its kind. */
export type ScreenProps = {
  readonly target: Target
  readonly targets: readonly Target[]
  readonly search: PlaygroundSearch
  readonly set: (more: Partial<Record<keyof PlaygroundSearch, string | undefined>>) => void
}

export function Playground() {
  const words = useWords()
  const search = playgroundRoute.useSearch()
  const navigate = useNavigate({ from: playgroundRoute.fullPath })
  const { targets, error, refetch } = useTargets()
  const set: ScreenProps['set'] = (more) =>
    void navigate({ search: (before) => ({ ...before, ...more }) as PlaygroundSearch, replace: true })
  const page = (body: ReactNode, modes: ReactNode = null) => (
    <Page title={words.title} description={words.description} actions={modes}>
      {body}
    </Page>
  )
  if (error) return page(<Failed error={error} retry={() => void refetch()} />)
  if (!targets) return page(<SkeletonRows rows={8} height={46} />)
  const callable = targets.filter((each) => modesOf(each).length > 0)
  if (callable.length === 0) return page(<NothingYet />)

  const named = search.deployment === undefined ? undefined : byNameOrId(callable, search.deployment)
  if (search.deployment !== undefined && !named)
    return page(
      <Empty
        icon={<IconMessages size={36} stroke={1.4} />}
        title={words.notFoundTitle}
        text={words.notFoundText(search.deployment)}
        action={
          <Button variant="default" onClick={() => set({ deployment: undefined, with: undefined })}>
            {words.another}
          </Button>
        }
      />,
    )
  const mode: PlaygroundMode = search.mode ?? modesOf(named ?? first(callable))[0] ?? 'chat'
  const able = callable.filter((each) => modesOf(each).includes(mode))
  const target = named && able.includes(named) ? named : able[0] && first(able)
  const Screen = screens[mode]
  const choice = (
    <SegmentedControl
      aria-label={words.modes}
      size="xs"
      value={mode}
      onChange={(next) => set({ mode: next, with: undefined, show: undefined })}
      data={playgroundModes.map((each) => ({ value: each, label: words.mode[each] }))}
    />
  )
  return page(
    target ? (
      <Suspense fallback={<SkeletonRows rows={8} height={46} />}>
        <Screen key={mode} target={target} targets={able} search={search} set={set} />
      </Suspense>
    ) : (
      <Empty title={words.emptyModeTitle(words.mode[mode])} text={words.emptyModeText} />
    ),
    choice,
  )
}

/** One that answers at once, where there is one. */
const first = (targets: readonly Target[]): Target => (targets.find(({ status }) => status === 'running') ?? targets[0]) as Target

function NothingYet() {
  const words = useWords()
  return (
    <Empty
      icon={<IconMessages size={36} stroke={1.4} />}
      title={words.emptyTitle}
      text={words.emptyText}
      action={
        <Guarded least="operator">
          {(may) => (
            <Button
              renderRoot={(props) => <Link to="/deployments/new" {...props} />}
              leftSection={<IconPlus size={16} />}
              disabled={!may}
            >
              {words.deploy}
            </Button>
          )}
        </Guarded>
      }
    />
  )
}
