import { ActionIcon, Group, Stack, Table, Text, Title, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { useState } from 'react'
import { useLanguage } from '../words/words.ts'
import { useChartWords } from './chart-words.ts'
import { Figure } from './figure.tsx'
import { formatDuration } from './numbers.ts'
import { type Phase, phaseLooks, usePhaseWords } from './phase-words.ts'
import { TableCopy } from './table-copy.tsx'
import { absoluteTime, Moment } from './time.tsx'

/** A time in which an instance was the same, epoch ms. `goesOn`: still is. */
export type PhaseSpan = {
  readonly phase: Phase
  readonly from: number
  readonly to: number
  readonly goesOn: boolean
  readonly message?: string
}

export type PhaseRow = { readonly id: string; readonly label: string; readonly spans: readonly PhaseSpan[] }

/** What each instance did when: bars over time, walked by arrow keys; or the same as a table. */
export function PhaseTimeline({
  title,
  rows,
  from,
  to,
}: {
  readonly title: string
  readonly rows: readonly PhaseRow[]
  /** Epoch ms; `to` is where "now" is. */
  readonly from: number
  readonly to: number
}) {
  const chart = useChartWords()
  const phases = usePhaseWords()
  const [asTable, setAsTable] = useState(false)
  const known = (Object.keys(phaseLooks) as Phase[]).filter((phase) =>
    rows.some(({ spans }) => spans.some((span) => span.phase === phase)),
  )
  return (
    <section aria-label={title} style={{ minWidth: 0 }}>
      <Group justify="space-between" h={30} wrap="nowrap">
        <Title order={3} size="sm">
          {title}
        </Title>
        <Tooltip label={asTable ? chart.asChart : chart.asTable}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`${asTable ? chart.asChart : chart.asTable}: ${title}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartBar size={15} /> : <IconTable size={15} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" py="sm">
          {chart.noData}
        </Text>
      ) : asTable ? (
        <AsTable rows={rows} />
      ) : (
        <Bars rows={rows} from={from} to={to} title={title} />
      )}
      <Group gap="md" mt={4}>
        {known.map((phase) => (
          <Group key={phase} gap={6} wrap="nowrap">
            <svg width="12" height="12" aria-hidden="true">
              <PhaseBar phase={phase} x={0} y={1} width={12} height={10} />
            </svg>
            <Text size="xs">{phases[phase]}</Text>
          </Group>
        ))}
      </Group>
    </section>
  )
}

const rowHeight = 26
const labelWidth = 150

function Bars({ rows, from, to, title }: { rows: readonly PhaseRow[]; from: number; to: number; title: string }) {
  const language = useLanguage()
  const phases = usePhaseWords()
  const { ref, width } = useElementSize()
  const [at, setAt] = useState<{ readonly row: number; readonly span: number } | null>(null)
  const wide = width < 480 ? 90 : labelWidth
  const x = (time: number): number =>
    wide + ((Math.max(from, Math.min(to, time)) - from) / Math.max(1, to - from)) * (width - wide - 8)
  const height = rows.length * rowHeight + 24
  const span = at ? rows[at.row]?.spans[at.span] : undefined
  const walk = (key: string): boolean => {
    const now = at ?? { row: 0, span: -1 }
    const next = {
      ArrowRight: { ...now, span: now.span + 1 },
      ArrowLeft: { ...now, span: now.span - 1 },
      ArrowDown: { row: now.row + 1, span: 0 },
      ArrowUp: { row: now.row - 1, span: 0 },
    }[key]
    if (!next) return false
    const row = Math.max(0, Math.min(rows.length - 1, next.row))
    setAt({ row, span: Math.max(0, Math.min((rows[row]?.spans.length ?? 1) - 1, next.span)) })
    return true
  }
  const told = span
    ? `${rows[at?.row ?? 0]?.label}: ${phases[span.phase]}, ${absoluteTime(span.from, language)}, ${formatDuration(span.to - span.from, language)}${span.message ? ` – ${span.message}` : ''}`
    : ''
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${title}. ${rows.map(({ label, spans }) => `${label}: ${spans.map(({ phase }) => phases[phase]).join(', ')}`).join('; ')}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its bars are reached by arrow keys
          tabIndex={0}
          onKeyDown={(event) => walk(event.key) && event.preventDefault()}
          onMouseLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          style={{ display: 'block' }}
        >
          {ticks(from, to, width < 480 ? 3 : 6).map((time) => (
            <g key={time}>
              <line x1={x(time)} x2={x(time)} y1={0} y2={height - 20} stroke="var(--lectern-line)" />
              <text
                x={x(time)}
                y={height - 6}
                textAnchor={x(time) > width - 24 ? 'end' : 'middle'}
                fontSize="11"
                fill="var(--mantine-color-dimmed)"
              >
                {tickText(time, to - from, language)}
              </text>
            </g>
          ))}
          {rows.map((row, index) => (
            <g key={row.id}>
              <text x={0} y={index * rowHeight + 17} fontSize="12" fill="var(--mantine-color-text)">
                {shortened(row.label, wide / 7)}
              </text>
              {row.spans.map((each, number) => (
                <PhaseBar
                  key={each.from}
                  phase={each.phase}
                  x={x(each.from)}
                  y={index * rowHeight + 4}
                  width={Math.max(2, x(each.to) - x(each.from))}
                  height={rowHeight - 8}
                  chosen={at?.row === index && at.span === number}
                  onPoint={() => setAt({ row: index, span: number })}
                />
              ))}
            </g>
          ))}
        </svg>
      )}
      <Text size="xs" c="dimmed" mih={18} className="number" aria-live="polite">
        {told}
      </Text>
    </div>
  )
}

/** Colour and pattern: what has not served yet is striped, so that it is told apart without colours, too. */
function PhaseBar({
  phase,
  chosen = false,
  onPoint,
  ...place
}: {
  readonly phase: Phase
  readonly chosen?: boolean
  readonly onPoint?: () => void
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}) {
  const { color, fill } = phaseLooks[phase]
  return (
    <rect
      {...place}
      {...(onPoint ? { onMouseEnter: onPoint } : {})}
      rx={3}
      fill={color}
      fillOpacity={fill}
      stroke={chosen ? 'var(--mantine-color-text)' : color}
      strokeWidth={chosen ? 2 : 1}
      strokeDasharray={fill < 0.3 && !chosen ? '3 2' : undefined}
    />
  )
}

function AsTable({ rows }: { readonly rows: readonly PhaseRow[] }) {
  const words = usePhaseWords()
  return (
    <TableCopy>
      <Stack gap={0} style={{ overflow: 'auto', maxHeight: 320 }}>
        <Table fz="xs" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.instance}</Table.Th>
              <Table.Th>{words.phase}</Table.Th>
              <Table.Th>{words.began}</Table.Th>
              <Table.Th ta="right">{words.took}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.flatMap(({ id, label, spans }) =>
              spans.map((span) => (
                <Table.Tr key={`${id} ${span.from}`}>
                  <Table.Td>{label}</Table.Td>
                  <Table.Td>
                    {words[span.phase]}
                    {span.message ? ` – ${span.message}` : ''}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={span.from} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Figure value={span.to - span.from} unit="ms" />
                    {span.goesOn ? ' …' : ''}
                  </Table.Td>
                </Table.Tr>
              )),
            )}
          </Table.Tbody>
        </Table>
      </Stack>
    </TableCopy>
  )
}

function ticks(from: number, to: number, most: number): number[] {
  const least = (to - from) / most
  const step = steps.find((each) => each >= least) ?? 86_400_000 * Math.ceil(least / 86_400_000)
  const offset = new Date(from).getTimezoneOffset() * 60_000
  const first = Math.ceil((from - offset) / step) * step + offset
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
}

const steps = [1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400].map((seconds) => seconds * 1_000)

const tickText = (time: number, length: number, language: string): string =>
  new Intl.DateTimeFormat(
    language,
    length > 2 * 86_400_000
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(length < 600_000 ? { second: '2-digit' as const } : {}) },
  ).format(time)

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…`
