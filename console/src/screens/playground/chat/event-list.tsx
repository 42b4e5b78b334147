import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { JsonView } from '../../../parts/json-view.tsx'
import { formatDuration } from '../../../parts/numbers.ts'
import { useLanguage } from '../../../words/words.ts'
import classes from './event-list.module.css'
import type { StreamEvent } from './events.ts'
import { useChatWords } from './words.ts'

/** The events of a stream in the order in which they came, each a line that unfolds. Only those in sight exist. */
export function EventList({ events, maxHeight }: { readonly events: readonly StreamEvent[]; readonly maxHeight: string }) {
  const words = useChatWords()
  const language = useLanguage()
  const scroller = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 20,
  })
  const toggle = (index: number): void => {
    const next = new Set(open)
    if (!next.delete(index)) next.add(index)
    setOpen(next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words
    <div ref={scroller} className={classes['box']} style={{ maxHeight }} role="region" aria-label={words.rawEvents}>
      <ol className={classes['events']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const event = events[index]
          if (!event) return null
          const value = jsonIn(event.data)
          const opened = open.has(index)
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={events.length}
              aria-posinset={index + 1}
              className={classes['event']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <UnstyledButton
                className={classes['line'] ?? ''}
                onClick={() => toggle(index)}
                aria-expanded={value === undefined ? undefined : opened}
                disabled={value === undefined}
              >
                {opened ? <IconChevronDown size={13} /> : <IconChevronRight size={13} opacity={value === undefined ? 0 : 1} />}
                <span className={classes['time']}>{formatDuration(event.ms, language)}</span>
                <span className={classes['data']}>{event.data}</span>
              </UnstyledButton>
              {opened && (
                <div className={classes['unfolded']}>
                  <JsonView label={words.rawEvent(index + 1)} value={value} depth={6} search={false} />
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** undefined: it is none, as the mark of the end is. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
