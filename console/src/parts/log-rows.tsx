import { Button, Text } from '@mantine/core'
import { IconArrowDown } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, memo, useEffect, useRef, useState } from 'react'
import { type Language, useLanguage } from '../words/words.ts'
import { readAnsi } from './ansi.ts'
import type { ReadLine } from './log-lines.ts'
import classes from './log-rows.module.css'
import { useLogWords } from './log-words.ts'
import { formatNumber } from './numbers.ts'

/** The lines themselves; only those in sight exist. Follows the end until somebody scrolls up. */
export function LogRows({
  label,
  lines,
  empty,
  pattern,
  wrap,
  times,
  sourceWidth,
  height,
  jump,
}: {
  readonly label: string
  readonly lines: readonly ReadLine[]
  readonly empty: string
  /** What to mark in the lines. */
  readonly pattern: RegExp | null
  readonly wrap: boolean
  readonly times: boolean
  /** Characters that the longest source takes; 0: none is shown. */
  readonly sourceWidth: number
  readonly height: string
  /** A new object goes to that line. */
  readonly jump: { readonly to: number } | null
}) {
  const words = useLogWords()
  const language = useLanguage()
  const scroller = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const [seen, setSeen] = useState(0)
  const lastTop = useRef(0)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  // Another wrapping gives all rows another height.
  useEffect(() => virtual.measure(), [wrap])
  // Whenever lines come or go.
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines.length, following])
  // Once for each jump.
  useEffect(() => {
    if (!jump) return
    setFollowing(false)
    setSeen(lines.length)
    virtual.scrollToIndex(jump.to, { align: 'start' })
  }, [jump])
  const scrolled = (): void => {
    const box = scroller.current
    if (!box) return
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < rowHeight * 1.5
    const upwards = box.scrollTop < lastTop.current - 2
    lastTop.current = box.scrollTop
    if (atEnd && !following) setFollowing(true)
    if (upwards && !atEnd && following) {
      setFollowing(false)
      setSeen(lines.length)
    }
  }
  const fresh = Math.max(0, lines.length - seen)
  return (
    <div style={{ position: 'relative' }}>
      <div
        ref={scroller}
        className={classes['scroller']}
        style={{ height, ['--source-width' as string]: `${sourceWidth}ch` }}
        onScroll={scrolled}
        role="log"
        aria-label={label}
        aria-live={following ? 'polite' : 'off'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
      >
        {lines.length === 0 && (
          <Text size="sm" c="dimmed" p="md" ff="text">
            {empty}
          </Text>
        )}
        <div style={{ height: virtual.getTotalSize(), position: 'relative', minWidth: wrap ? 0 : 'max-content' }}>
          <div style={{ transform: `translateY(${virtual.getVirtualItems()[0]?.start ?? 0}px)` }}>
            {virtual.getVirtualItems().map(({ index, key }) => {
              const line = lines[index]
              return line ? (
                <div
                  key={key}
                  data-index={index}
                  ref={wrap ? virtual.measureElement : undefined}
                  className={classes['row']}
                  data-level={line.level ?? undefined}
                  data-wrap={wrap || undefined}
                >
                  {times && <time className={classes['time']}>{line.at === null ? '' : shortTime(line.at, language)}</time>}
                  {sourceWidth > 0 && <span className={classes['source']}>{line.source}</span>}
                  <span className={classes['text']}>
                    <LineText line={line} pattern={pattern} />
                  </span>
                </div>
              ) : null
            })}
          </div>
        </div>
      </div>
      {!following && lines.length > 0 && (
        <Button
          size="compact-sm"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => setFollowing(true)}
          style={{ position: 'absolute', bottom: 14, left: '50%', transform: 'translateX(-50%)' }}
        >
          {fresh > 0 ? words.newestOf(formatNumber(fresh, language)) : words.newest}
        </Button>
      )}
    </div>
  )
}

const rowHeight = 20

const LineText = memo(function LineText({ line, pattern }: { readonly line: ReadLine; readonly pattern: RegExp | null }) {
  if (pattern) return <Marked text={line.plain} pattern={pattern} />
  return readAnsi(line.raw).map(({ text, color, bold, dim }, at) => (
    <span
      // Pieces of one line have no other name.
      key={at}
      className={color ? classes[color] : undefined}
      style={{ ...(bold ? { fontWeight: 700 } : {}), ...(dim ? { opacity: 0.85 } : {}) }}
    >
      {text}
    </span>
  ))
})

function Marked({ text, pattern }: { readonly text: string; readonly pattern: RegExp }) {
  const pieces: { readonly text: string; readonly hit: boolean }[] = []
  let from = 0
  for (const match of text.matchAll(new RegExp(pattern.source, 'gi'))) {
    if (match[0] === '' || pieces.length > 200) break
    pieces.push({ text: text.slice(from, match.index), hit: false }, { text: match[0], hit: true })
    from = match.index + match[0].length
  }
  pieces.push({ text: text.slice(from), hit: false })
  // Pieces of one line have no other name.
  return pieces.map((piece, at) => <Fragment key={at}>{piece.hit ? <mark>{piece.text}</mark> : piece.text}</Fragment>)
}

const options: Intl.DateTimeFormatOptions = {
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
}
const formats = { en: new Intl.DateTimeFormat('en', options), de: new Intl.DateTimeFormat('de', options) }
const shortTime = (at: number, language: Language): string => formats[language].format(at)
