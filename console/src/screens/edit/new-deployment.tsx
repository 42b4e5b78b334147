import { notifications } from '@mantine/notifications'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useReducer, useState } from 'react'
import { api } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { queries } from '../../app/queries.ts'
import { Failed } from '../../parts/failed.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { AskBeforeLeaving } from '../../parts/unsaved.tsx'
import { saveBeside } from './beside.ts'
import { Card } from './card.tsx'
import { EditContext } from './context.ts'
import { type Draft, reduce } from './draft.ts'
import { type Facts, useFacts } from './facts.ts'
import { Form } from './form.tsx'
import { isComplete } from './infer.ts'
import { newRoute, openIn } from './routes.ts'
import { useStart } from './start.ts'
import { bodyOf, useTrial } from './trial.ts'
import { isUnsaved } from './unsaved.ts'
import { useUsualScript } from './usual-script.ts'
import { useWords } from './words.ts'

/** Whoever comes here again, from whatever is on the screen, begins anew; another mode of the form is the same visit. */
export function NewDeployment() {
  const words = useWords()
  const visit = useLocation({ select: ({ state }) => state.__TSR_index })
  return (
    <Page title={words.newTitle} description={words.newText}>
      <Beginning key={visit} />
    </Page>
  )
}

function Beginning() {
  const { facts, error } = useFacts()
  const { start, error: startError } = useStart(facts)
  const failure = error ?? startError
  if (failure) return <Failed error={failure} />
  if (!facts || !start) return <SkeletonRows rows={8} height={46} />
  return <Creation facts={facts} start={start} />
}

function Creation({ facts, start }: { readonly facts: Facts; readonly start: Draft }) {
  const words = useWords()
  const search = newRoute.useSearch()
  const { mode = 'simple' } = search
  const navigate = useNavigate({ from: newRoute.fullPath })
  const [draft, dispatch] = useReducer(reduce, start)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ readonly problem: Problem; readonly draft: Draft } | null>(null)
  const complete = isComplete(draft)
  const isCopy = search.from !== undefined || search.configuration !== undefined
  useUsualScript(draft, dispatch, facts, isCopy ? start.document : undefined)
  const { trial, problem } = useTrial(draft, false, complete)
  const create = async (): Promise<void> => {
    setBusy(true)
    setRefused(null)
    try {
      const { data } = await api.POST('/v2/lm/deployments', { body: bodyOf(draft) })
      const { id } = data as { readonly id: string }
      const troubles = await saveBeside(id, draft)
      for (const message of troubles) notifications.show({ color: 'red', title: words.madeBut, message, autoClose: false })
      notifications.show({ message: words.created(draft.document.name) })
      void queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => path === '/v2/lm/deployments' })
      await navigate({ to: '/deployments/$deploymentId', params: { deploymentId: id }, search: {}, ignoreBlocker: true } as never)
    } catch (error) {
      setRefused({ problem: error instanceof Problem ? error : new Problem((error as Error).message, { status: 0 }), draft })
    }
    setBusy(false)
  }
  return (
    <EditContext value={{ draft, dispatch, facts, trial, problem, editing: false, deploymentId: null }}>
      <AskBeforeLeaving unsaved={isUnsaved(start, draft)} />
      <Form
        mode={mode}
        open={openIn(search)}
        onOpen={(open) => void navigate({ search: (before) => ({ ...before, open: open.join(',') || 'none' }), replace: true })}
        onMode={(next) => void navigate({ search: (before) => ({ ...before, mode: next }), replace: true })}
        card={
          <Card
            verb={words.create}
            busy={busy}
            complete={complete}
            refused={refused?.draft === draft ? refused.problem : null}
            onSubmit={() => void create()}
          />
        }
      />
    </EditContext>
  )
}
