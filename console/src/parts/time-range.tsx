import { ActionIcon, Button, Group, Menu, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import {
  IconCalendarTime,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconRefresh,
  IconZoomOut,
} from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { tinykeys } from 'tinykeys'
import { unlessTyping, useSingleKeysOn } from '../app/shortcuts.tsx'
import { useCommonWords } from '../words/common.ts'
import { type Language, useLanguage } from '../words/words.ts'
import type { TimeSpan } from './chart.tsx'
import { useChartWords } from './chart-words.ts'
import { formatDuration } from './numbers.ts'
import { type RangeName, rangeLengths, rangeOf, shifted, spanOf, type TimeRange, zoomedOut } from './time-span.ts'

/**
 * Chooses the time that a page is about; the page keeps it in its address (`readTimeRange`). Keys: t ← · t → · t z.
 * `refreshMs`: how often the page reads again by itself, 0 for never.
 */
export function TimeRangePicker({
  value,
  onChange,
  standard = '1h',
  onRefresh,
  refreshMs,
  onRefreshMs,
}: {
  readonly value: TimeRange
  /** What to put into the address; absent keys are to go from it. */
  readonly onChange: (range: TimeRange) => void
  readonly standard?: RangeName
  readonly onRefresh?: () => void
  readonly refreshMs?: number
  readonly onRefreshMs?: (ms: number) => void
}) {
  const words = useChartWords()
  const common = useCommonWords()
  const language = useLanguage()
  const singleKeys = useSingleKeysOn()
  const [opened, setOpened] = useState(false)
  const span = (): TimeSpan => spanOf(value, Date.now(), standard)
  const earlier = (): void => onChange(shifted(span(), -1, Date.now()))
  const later = (): void => onChange(shifted(span(), 1, Date.now()))
  const out = (): void => onChange(zoomedOut(span(), Date.now()))
  useEffect(() => {
    if (!singleKeys) return
    return tinykeys(window, unlessTyping({ 't ArrowLeft': earlier, 't ArrowRight': later, 't z': out }))
  })
  const standing = value.from !== undefined && value.to !== undefined
  const label = standing ? spanText(span(), language) : words.ranges[value.range ?? standard]
  const refreshText = refreshMs ? formatDuration(refreshMs, language) : words.byHand
  const icon = { variant: 'default', size: 30 } as const
  return (
    <Group gap={6} wrap="nowrap">
      <Tooltip label={words.earlier}>
        <ActionIcon {...icon} aria-label={words.earlier} onClick={earlier}>
          <IconChevronLeft size={15} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={opened} onChange={setOpened} trapFocus withArrow position="bottom-start">
        <Popover.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconCalendarTime size={15} />}
            rightSection={<IconChevronDown size={13} />}
            aria-label={`${words.range}: ${label}`}
            fw={500}
            onClick={() => setOpened(!opened)}
          >
            {label}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p="xs">
          <Choices
            chosen={standing ? null : (value.range ?? standard)}
            span={span()}
            onChange={(next) => {
              setOpened(false)
              onChange(next)
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label={words.later}>
        <ActionIcon {...icon} aria-label={words.later} onClick={later} disabled={!standing}>
          <IconChevronRight size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={words.zoomOut}>
        <ActionIcon {...icon} aria-label={words.zoomOut} onClick={out}>
          <IconZoomOut size={15} />
        </ActionIcon>
      </Tooltip>
      {onRefresh && (
        <Tooltip label={common.refresh}>
          <ActionIcon {...icon} aria-label={common.refresh} onClick={onRefresh}>
            <IconRefresh size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      {onRefreshMs && (
        <Menu>
          <Menu.Target>
            <Button variant="default" size="xs" px={8} fw={500} aria-label={`${words.refreshEvery}: ${refreshText}`}>
              {refreshText}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {refreshes.map((ms) => (
              <Menu.Item key={ms} onClick={() => onRefreshMs(ms)} aria-current={ms === (refreshMs ?? 0)}>
                {ms === 0 ? words.byHand : words.every(formatDuration(ms, language))}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  )
}

const refreshes = [0, 5_000, 10_000, 30_000, 300_000] as const

/** The usual ranges, and a form for any other. */
function Choices({
  chosen,
  span,
  onChange,
}: {
  readonly chosen: RangeName | null
  readonly span: TimeSpan
  readonly onChange: (range: TimeRange) => void
}) {
  const words = useChartWords()
  return (
    <Group align="flex-start" gap="md">
      <Stack gap={2}>
        {(Object.keys(rangeLengths) as RangeName[]).map((name) => (
          <Button
            key={name}
            size="compact-sm"
            justify="flex-start"
            fw={500}
            variant={name === chosen ? 'filled' : 'subtle'}
            aria-pressed={name === chosen}
            onClick={() => onChange({ range: name })}
          >
            {words.ranges[name]}
          </Button>
        ))}
      </Stack>
      <Custom span={span} onApply={onChange} />
    </Group>
  )
}

function Custom({ span, onApply }: { readonly span: TimeSpan; readonly onApply: (range: TimeRange) => void }) {
  const words = useChartWords()
  const [from, setFrom] = useState(localText(span.from))
  const [to, setTo] = useState(localText(span.to))
  const [wrong, setWrong] = useState(false)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const next = { from: new Date(from).getTime(), to: new Date(to).getTime() }
        const right = next.from < next.to
        setWrong(!right)
        if (right) onApply(rangeOf(next))
      }}
    >
      <Stack gap="xs">
        <TextInput
          type="datetime-local"
          step={1}
          label={words.from}
          value={from}
          onChange={(e) => setFrom(e.currentTarget.value)}
        />
        <TextInput
          size="xs"
          type="datetime-local"
          step={1}
          label={words.to}
          value={to}
          onChange={(e) => setTo(e.currentTarget.value)}
        />
        {wrong && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {words.wrongOrder}
          </Text>
        )}
        <Button type="submit" size="xs">
          {words.apply}
        </Button>
      </Stack>
    </form>
  )
}

/** What a `datetime-local` field takes: local time without a zone. */
const localText = (time: number): string =>
  new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19)

function spanText({ from, to }: TimeSpan, language: Language): string {
  const format = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return format.formatRange(from, to)
}
