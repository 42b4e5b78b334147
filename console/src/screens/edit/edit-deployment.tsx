import { Anchor } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useReducer, useState } from 'react'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
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
import { keptUpon, newsOf, putBack } from './meanwhile.ts'
import { MeanwhileNotice, MeanwhileView } from './meanwhile-notice.tsx'
import { editRoute, openIn } from './routes.ts'
import { originOf } from './start.ts'
import { type There, useThere } from './there.ts'
import { useTrial } from './trial.ts'
import { useUsualScript } from './usual-script.ts'
import { useEditWords } from './words-edit.ts'

export function EditDeployment() {
  const words = useEditWords()
  const { deploymentId } = editRoute.useParams()
  const { facts, error } = useFacts()
  const { there, again, name = deploymentId, error: thereError } = useThere(deploymentId)
  const [round, setRound] = useState(0)
  const failure = error ?? thereError
  const body = () => {
    if (facts && there) {
      const startOver = () => setRound((before) => before + 1)
      const key = `${deploymentId} ${round}`
      return <Change key={key} id={deploymentId} facts={facts} there={there} again={again} onStartOver={startOver} />
    }
    return failure ? <Failed error={failure} /> : <SkeletonRows rows={8} height={46} />
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

/** `there`: as it is now; `again` asks the server. What the form began with is `before`, until it is chosen to go on upon what is there. */
function Change({
  id,
  facts,
  there,
  again,
  onStartOver,
}: {
  readonly id: string
  readonly facts: Facts
  readonly there: There
  readonly again: () => Promise<There>
  readonly onStartOver: () => void
}) {
  const words = useEditWords()
  const search = editRoute.useSearch()
  const navigate = useNavigate({ from: editRoute.fullPath })
  const [before, setBefore] = useState(there)
  const { document: began } = before
  const [draft, dispatch] = useReducer(reduce, null, (): Draft => {
    return { ...emptyDraft(began.name), document: began, named: true, origin: originIn(began, facts) }
  })
  const [kept, setKept] = useState(0)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ readonly problem: Problem; readonly draft: Draft } | null>(null)
  const complete = isComplete(draft)
  useUsualScript(draft, dispatch, facts, began)
  const { trial, problem } = useTrial(draft, true, complete)
  const change = changeOf(began, draft)
  const unsaved = change.effect !== 'none' || (draft.yaml?.troubles.length ?? 0) > 0
  // While it is saved, what changes is its own doing.
  const news = busy ? [] : newsOf(before, there, draft.document)
  const asks = news.length > 0 && (unsaved || draft.rollout.kind !== 'replace')
  useEffect(() => {
    if (busy || there === before || asks) return
    if (news.length > 0) onStartOver()
    else setBefore(there)
  }, [busy, there, before, asks, news.length])
  const keep = (): void => {
    const document = keptUpon(there, draft.document, change)
    dispatch({ do: 'upon', document, origin: originIn(document, facts) })
    setBefore(there)
    setKept(kept + 1)
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    setRefused(null)
    try {
      const fixed = fixedField(change)
      if (fixed !== undefined) throw new Problem(words.fixed(fixed), { status: 0, target: fixed })
      // What was told late, or not at all, is met here.
      if (newsOf(before, await again(), draft.document).length > 0) return setBusy(false)
      // Steps that were taken before one was refused stay, and are nobody else's.
      await carryOut(id, change, draft, note).catch(async (error) => {
        setBefore(await again().catch(() => before))
        throw error
      })
      for (const message of await saveBeside(id, draft)) notifications.show({ color: 'red', message, autoClose: false })
      notifications.show({ message: words.saved(began.name) })
      void queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => String(path).startsWith('/v2/lm/deployments') })
      await navigate({ to: '/deployments/$deploymentId', params: { deploymentId: id }, search: {}, ignoreBlocker: true } as never)
    } catch (error) {
      setRefused({ problem: error instanceof Problem ? error : new Problem((error as Error).message, { status: 0 }), draft })
    }
    setBusy(false)
  }
  return (
    <EditContext value={{ draft, dispatch, facts, trial, problem, editing: true, deploymentId: id }}>
      <AskBeforeLeaving unsaved={unsaved} />
      <Form
        key={kept}
        mode={search.mode ?? 'advanced'}
        onMode={(mode) => void navigate({ search: (now) => ({ ...now, mode }), replace: true })}
        open={openIn(search)}
        onOpen={(open) => void navigate({ search: (now) => ({ ...now, open: open.join(',') || 'none' }), replace: true })}
        below={
          asks ? (
            <MeanwhileView before={before} there={there} />
          ) : (
            <ChangeView before={began} after={draft.document} effect={change.effect} note={note} onNote={setNote} />
          )
        }
        card={
          <Card
            verb={words.save}
            busy={busy}
            complete={complete || began.targets !== undefined}
            refused={refused?.draft === draft ? refused.problem : null}
            disabled={change.effect === 'none' || asks}
            onSubmit={() => void save()}
          >
            {asks ? (
              <MeanwhileNotice news={news} back={putBack(news, change)} onKeep={keep} onStartOver={onStartOver} />
            ) : (
              <EffectLine effect={change.effect} rollout={draft.rollout} fields={change.differences.map(({ field }) => field)} />
            )}
          </Card>
        }
      />
    </EditContext>
  )
}

const originIn = ({ configuration }: DeploymentManifest, facts: Facts): Draft['origin'] =>
  configuration ? originOf(configuration, facts) : 'executable'
