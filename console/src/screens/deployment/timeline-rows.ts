import type { components } from '../../../../src/client/openapi.ts'
import type { TimeSpan } from '../../parts/chart.tsx'
import type { PhaseRow, PhaseSpan } from '../../parts/phase-timeline.tsx'
import { shortId } from './instances.ts'
import type { useScalingWords } from './scaling-words.ts'

type Span = components['schemas']['InstanceSpan']

/** A row for each instance, by when it began. What was before there was an instance has rows of its own, one for each component. */
export function timelineRows(
  spans: readonly Span[],
  { to }: TimeSpan,
  words: ReturnType<typeof useScalingWords>,
): readonly PhaseRow[] {
  const rows = new Map<string, { label: string; spans: PhaseSpan[] }>()
  for (const span of spans) {
    const key = span.instanceId ?? `none ${span.component}`
    const label = `${words.components[span.component]} ${span.instanceId === null ? words.notYet : shortId(span.instanceId)}`
    const row = rows.get(key) ?? { label, spans: [] }
    rows.set(key, row)
    row.spans.push({
      phase: span.phase,
      from: Date.parse(span.from),
      to: span.to === null ? to : Date.parse(span.to),
      goesOn: span.to === null,
      ...(span.message === '' ? {} : { message: span.message }),
    })
  }
  const isNone = ([id]: readonly [string, unknown]): number => Number(!id.startsWith('none '))
  return [...rows].sort((one, other) => isNone(one) - isNone(other)).map(([id, row]) => ({ id, ...row }))
}
