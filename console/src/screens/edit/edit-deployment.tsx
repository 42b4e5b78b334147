import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useReducer, useState } from 'react'
import { type DeploymentManifest, toManifest } from '../../../../src/client/manifest.ts'
import type { Deployment as Shown } from '../../../../src/client/types.ts'
import { read } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { queries } from '../../app/queries.ts'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { AskBeforeLeaving } from '../../parts/unsaved.tsx'
import { saveBeside } from './beside.ts'
import { Card } from './card.tsx'
import { carryOut, changeOf, fixedField } from './change.ts'
import { ChangeView, EffectLine } from './change-view.tsx'
import { EditContext } from './context.ts'
import { type Draft, emptyDraft, reduce } from './draft.ts'
import { type Facts, useFacts } from './facts.ts'
import { Form } from './form.tsx'
import { isComplete } from './infer.ts'
import { editRoute, openIn } from './routes.ts'
import { originOf } from './start.ts'
import { useTrial } from './trial.ts'
import { useEditWords } from './words-edit.ts'

export function EditDeployment() {
  const words = useEditWords()
  const { deploymentId } = editRoute.useParams()
  const { facts, error } = useFacts()
  const found = read.useQuery('get', '/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId } } })
  const deployment = found.data as Shown | undefined
  const configurationId = deployment?.configurationId ?? ''
  const configured = read.useQuery(
    'get',
    '/v2/lm/configurations/{configurationId}',
    { params: { path: { configurationId } } },
    { enabled: configurationId !== '' },
  )
  const { data: configuration } = configured
  const name = deployment?.name ?? deploymentId
  const before = useMemo(() => {
    if (!deployment || !configuration) return null
    // Ids stay ids: the API takes them back.
    return toManifest(deployment, { configurationOf: () => configuration, nameOf: () => undefined })
    // What the form began with; what changes meanwhile elsewhere is met when it is saved.
  }, [deployment?.id, configuration?.id])
  const failure = error ?? found.error ?? configured.error
  const body = () => {
    if (failure) return <Failed error={failure} />
    if (!facts || !before) return <SkeletonRows rows={8} height={46} />
    return <Change key={configurationId} id={deploymentId} facts={facts} before={before} />
  }
  return (
    <Page
      title={words.title(name)}
      description={words.text}
      before={
        <Anchor size="sm" renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId }} {...props} />}>
          {words.back}
        </Anchor>
      }
    >
      {body()}
    </Page>
  )
}

function Change({ id, facts, before }: { readonly id: string; readonly facts: Facts; readonly before: DeploymentManifest }) {
  const words = useEditWords()
  const search = editRoute.useSearch()
  const navigate = useNavigate({ from: editRoute.fullPath })
  const [draft, dispatch] = useReducer(reduce, null, (): Draft => {
    const origin = before.configuration ? originOf(before.configuration, facts) : 'executable'
    return { ...emptyDraft(before.name), document: before, named: true, origin }
  })
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ readonly problem: Problem; readonly draft: Draft } | null>(null)
  const complete = isComplete(draft)
  const { trial, problem } = useTrial(draft, true, complete)
  const change = changeOf(before, draft)
  const save = async (): Promise<void> => {
    setBusy(true)
    setRefused(null)
    try {
      const fixed = fixedField(change)
      if (fixed !== undefined) throw new Problem(words.fixed(fixed), { status: 0, target: fixed })
      await carryOut(id, change, draft, note)
      for (const message of await saveBeside(id, draft)) notifications.show({ color: 'red', message, autoClose: false })
      notifications.show({ message: words.saved(before.name) })
      void queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => String(path).startsWith('/v2/lm/deployments') })
      await navigate({ to: '/deployments/$deploymentId', params: { deploymentId: id }, search: {}, ignoreBlocker: true } as never)
    } catch (error) {
      setRefused({ problem: error instanceof Problem ? error : new Problem((error as Error).message, { status: 0 }), draft })
    }
    setBusy(false)
  }
  return (
    <EditContext value={{ draft, dispatch, facts, trial, problem, editing: true, deploymentId: id }}>
      <AskBeforeLeaving unsaved={change.effect !== 'none' || (draft.yaml?.troubles.length ?? 0) > 0} />
      <Form
        mode={search.mode ?? 'advanced'}
        onMode={(mode) => void navigate({ search: (now) => ({ ...now, mode }), replace: true })}
        open={openIn(search)}
        onOpen={(open) => void navigate({ search: (now) => ({ ...now, open: open.join(',') || 'none' }), replace: true })}
        below={<ChangeView before={before} after={draft.document} effect={change.effect} note={note} onNote={setNote} />}
        card={
          <Card
            verb={words.save}
            busy={busy}
            complete={complete || before.targets !== undefined}
            refused={refused?.draft === draft ? refused.problem : null}
            disabled={change.effect === 'none'}
            onSubmit={() => void save()}
          >
            <EffectLine effect={change.effect} rollout={draft.rollout} fields={change.differences.map(({ field }) => field)} />
          </Card>
        }
      />
    </EditContext>
  )
}
