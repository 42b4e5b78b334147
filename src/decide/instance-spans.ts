import type { Instance } from '../domain/instance.ts'
import type { InstanceSpan, SpanPhase } from '../domain/instance-span.ts'

type Mark = { readonly phase: SpanPhase; readonly at: number; readonly message: string }

/**
 * What is new of an instance's times, oldest first: the one that went on when it was last looked at, as it is by now, and those after
 * it. An instance knows itself when it began, was ready and ended; the rest began when it was seen. `before` null: it is seen first.
 */
export function spansOf(instance: Instance, before: InstanceSpan | null, now: number): readonly InstanceSpan[] {
  if (before && !before.goesOn) return []
  const marks = marksOf(instance, before, now).filter((mark) => !before || mark.at > before.from || mark.phase === before.phase)
  const end = instance.exit?.asked ? instance.exit.at : null
  const spans = marks.map((mark, at) => {
    const next = marks[at + 1]
    const to = next?.at ?? end ?? now
    return {
      deploymentId: instance.deploymentId,
      instanceId: instance.id,
      component: instance.component ?? 'predictor',
      revision: instance.revision,
      phase: mark.phase,
      from: mark.at,
      to: Math.max(mark.at, to),
      goesOn: !next && end === null,
      message: mark.message,
    }
  })
  // What took no time is left out, unless it is known already.
  return spans.filter((span) => span.goesOn || span.to > span.from || (before?.from === span.from && before.phase === span.phase))
}

function marksOf(instance: Instance, before: InstanceSpan | null, now: number): Mark[] {
  const { phase, startedAt, readyAt, exit, fetching } = instance
  const marks: Mark[] = []
  const add = (mark: Mark): void => {
    // The times of an instance and of whoever looks may be of two processes' clocks.
    marks.push({ ...mark, at: Math.max(mark.at, marks.at(-1)?.at ?? 0) })
  }
  if (fetching) add({ phase: 'pulling', at: startedAt, message: '' })
  else if (before?.phase === 'pulling') {
    add({ phase: 'pulling', at: before.from, message: '' })
    if (phase === 'starting' || readyAt !== null) add({ phase: 'loading', at: Math.min(now, readyAt ?? now), message: '' })
  } else add({ phase: 'loading', at: startedAt, message: '' })
  if (readyAt !== null) add({ phase: 'running', at: readyAt, message: '' })
  if (phase === 'stopping' || exit?.asked)
    add({ phase: 'stopping', at: before?.phase === 'stopping' ? before.from : Math.min(now, exit?.at ?? now), message: '' })
  else if (exit) add({ phase: 'failed', at: exit.at, message: exit.lastWords.slice(0, 256) })
  return marks
}
