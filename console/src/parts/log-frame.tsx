import { ActionIcon, Alert, Button, Group, Popover, Select, Text, TextInput, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconClock,
  IconCopy,
  IconDownload,
  IconHistory,
  IconRegex,
  IconSearch,
  IconTextWrap,
} from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useCommonWords } from '../words/common.ts'
import { useCopy } from './clipboard.ts'
import { saveText } from './download.ts'
import { FacetChip } from './facet-chip.tsx'
import { Figure } from './figure.tsx'
import { patternOf, type ReadLine, useFiltered, useLogLines } from './log-lines.ts'
import { LogRows } from './log-rows.tsx'
import { type LogLevel, type LogViewProps, logLevels } from './log-view.tsx'
import { useLogWords } from './log-words.ts'
import { sentence } from './sentence.tsx'

/** The lines with what finds, turns and takes them. */
export function LogFrame({ label, lines, stream, fileName = 'log', height = '60vh', ...controlled }: LogViewProps) {
  const words = useLogWords()
  const common = useCommonWords()
  const { all, dropped, end } = useLogLines(lines, stream)
  const [ownText, setOwnText] = useState('')
  const [ownSource, setOwnSource] = useState<string | null>(null)
  const [regex, setRegex] = useState(false)
  const [levels, setLevels] = useState<ReadonlySet<LogLevel>>(new Set())
  const [wrap, setWrap] = useState(false)
  const [times, setTimes] = useState(true)
  const [jump, setJump] = useState<{ readonly to: number } | null>(null)
  const text = controlled.onFilter ? (controlled.filter ?? '') : ownText
  const source = controlled.onSource ? (controlled.source ?? null) : ownSource
  const filter = useMemo(() => ({ text, regex, levels, source }), [text, regex, levels, source])
  const found = useFiltered(all, filter)
  const sources = useMemo(() => [...new Set(all.flatMap((line) => line.source ?? []))], [all])
  const wrong = patternOf(filter) === null
  const number = (n: number): ReactNode => <Figure value={n} />
  const asText = (): string => found.map((line) => fileLine(line)).join('\n')
  const toggleLevel = (level: LogLevel): void => {
    const next = new Set(levels)
    if (!next.delete(level)) next.add(level)
    setLevels(next)
  }
  return (
    <section aria-label={label} style={{ minWidth: 0 }}>
      <Group gap="xs" mb={6}>
        <TextInput
          size="xs"
          w={{ base: '100%', sm: 240 }}
          aria-label={words.filter}
          placeholder={words.filter}
          leftSection={<IconSearch size={14} />}
          rightSection={
            <Toggle label={words.regex} on={regex} onToggle={setRegex} small>
              <IconRegex size={14} />
            </Toggle>
          }
          value={text}
          error={wrong ? words.wrongRegex : undefined}
          onChange={(event) => (controlled.onFilter ?? setOwnText)(event.currentTarget.value)}
        />
        <Group gap={4} role="group" aria-label={words.levels}>
          {logLevels.map((level) => (
            <FacetChip key={level} label={words.level[level]} on={levels.has(level)} onToggle={() => toggleLevel(level)} />
          ))}
        </Group>
        {sources.length > 1 && (
          <Select
            size="xs"
            w={180}
            aria-label={words.sources}
            placeholder={words.allSources}
            data={sources}
            value={source}
            onChange={controlled.onSource ?? setOwnSource}
            clearable
          />
        )}
        <Text size="xs" c="dimmed" role="status" ml="auto">
          {found.length === all.length
            ? sentence(words.lines, number(all.length), all.length)
            : sentence(words.hits, number(found.length), number(all.length))}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Toggle label={words.times} on={times} onToggle={setTimes}>
            <IconClock size={15} />
          </Toggle>
          <Toggle label={words.wrap} on={wrap} onToggle={setWrap}>
            <IconTextWrap size={15} />
          </Toggle>
          <JumpToTime lines={found} onJump={(to) => setJump({ to })} />
          <CopyAll text={asText} />
          <Tooltip label={common.download}>
            <ActionIcon
              variant="default"
              size={28}
              aria-label={common.download}
              onClick={() => saveText(`${fileName}.log`, asText())}
            >
              <IconDownload size={15} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {end.kind === 'broken' && (
        <Alert color="orange" variant="outline" mb={6} title={words.broken}>
          {end.message}
        </Alert>
      )}
      <LogRows
        label={label}
        lines={found}
        empty={all.length === 0 ? words.nothing : words.noMatch}
        pattern={text === '' || wrong ? null : patternOf(filter)}
        wrap={wrap}
        times={times}
        sourceWidth={sources.length > 1 ? Math.min(20, Math.max(...sources.map(({ length }) => length))) : 0}
        height={height}
        jump={jump}
      />
      <Group h={22} gap="md">
        {end.kind === 'ended' && (
          <Text size="xs" c="dimmed">
            {words.ended}
          </Text>
        )}
        {dropped > 0 && (
          <Text size="xs" c="dimmed">
            {sentence(words.dropped, number(dropped))}
          </Text>
        )}
      </Group>
    </section>
  )
}

function Toggle({
  label,
  on,
  onToggle,
  small = false,
  children,
}: {
  readonly label: string
  readonly on: boolean
  readonly onToggle: (on: boolean) => void
  readonly small?: boolean
  readonly children: ReactNode
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={on ? 'filled' : small ? 'subtle' : 'default'}
        {...(on ? {} : { color: 'gray' })}
        size={small ? 22 : 28}
        aria-label={label}
        aria-pressed={on}
        onClick={() => onToggle(!on)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

/** Makes the text only when it is asked for: of a long log it is megabytes. */
function CopyAll({ text }: { readonly text: () => string }) {
  const common = useCommonWords()
  const { copied, copy } = useCopy()
  return (
    <Tooltip label={copied ? common.copied : common.copy}>
      <ActionIcon variant="default" size={28} aria-label={common.copy} onClick={() => void copy(text())}>
        {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  )
}

function JumpToTime({ lines, onJump }: { readonly lines: readonly ReadLine[]; readonly onJump: (index: number) => void }) {
  const words = useLogWords()
  const [opened, setOpened] = useState(false)
  const [time, setTime] = useState('')
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withArrow>
      <Popover.Target>
        <Tooltip label={words.jumpToTime}>
          <ActionIcon variant="default" size={28} aria-label={words.jumpToTime} onClick={() => setOpened(!opened)}>
            <IconHistory size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const wanted = new Date(time).getTime()
            const index = lines.findIndex(({ at }) => at !== null && at >= wanted)
            onJump(index < 0 ? lines.length - 1 : index)
            setOpened(false)
          }}
        >
          <Group gap="xs" align="end">
            <TextInput
              size="xs"
              type="datetime-local"
              step={1}
              label={words.jumpToTime}
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
            <Button size="xs" type="submit" disabled={time === ''}>
              {words.go}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

const fileLine = ({ at, source, plain }: ReadLine): string =>
  [at === null ? null : new Date(at).toISOString(), source, plain].filter((part) => part !== null).join(' ')
