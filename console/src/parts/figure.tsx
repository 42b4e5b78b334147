import { createContext, type HTMLAttributes, type ReactNode, type SyntheticEvent, use } from 'react'
import { useCommonWords } from '../words/common.ts'
import { useLanguage } from '../words/words.ts'
import { copiedMs, toClipboard } from './clipboard.ts'
import { exactNumber } from './exact.ts'
import classes from './figure.module.css'
import { formatValue, type Unit, unitName } from './numbers.ts'

/**
 * A number as people read it, with all of its digits behind it: a click copies those, without groups or unit.
 * `value`: null where there is none; text is a decimal that is exact as it is. `children`: what is shown in place of the usual.
 */
export function Figure({
  value,
  unit = 'count',
  digits,
  children,
}: {
  readonly value: number | string | null | undefined
  readonly unit?: Unit
  /** Most digits after the point that are shown; absent: as is usual for the unit. */
  readonly digits?: number
  readonly children?: ReactNode
}) {
  const language = useLanguage()
  const exact = value === null || value === undefined ? '' : exactNumber(value)
  const name = unitName(unit)
  const copying = useCopying(exact, name)
  if (exact === '') return '–'
  return (
    <data value={exact} data-unit={name || undefined} {...copying}>
      {children ?? formatValue(Number(value), unit, language, digits)}
    </data>
  )
}

/** False within tables: theirs are too many to be stops of the Tab key each, and a table is copied as a whole. */
export const FiguresAreStops = createContext(true)

/** What makes an element copy `exact` when it is clicked or, where it is a stop, entered. */
export function useCopying(exact: string, unit = ''): HTMLAttributes<HTMLElement> {
  const words = useCommonWords()
  const copy = async ({ currentTarget: element }: SyntheticEvent<HTMLElement>): Promise<void> => {
    if (await toClipboard(exact)) showCopied(element, words.copiedText(exact))
  }
  const looks = {
    className: `number ${classes['figure']}`,
    title: `${exact}${unit && ` ${unit}`} – ${words.copy}`,
    // Whoever drags over it wants those very letters.
    onClick: (event: SyntheticEvent<HTMLElement>) => void (getSelection()?.type !== 'Range' && copy(event)),
  }
  if (!use(FiguresAreStops)) return looks
  return {
    ...looks,
    role: 'button',
    tabIndex: 0,
    onKeyDown(event) {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      // The list that it stands beside has a use for these keys, too.
      event.stopPropagation()
      void copy(event)
    },
  }
}

/** A tick at what was copied, for a moment, and its words for those who hear the page. */
function showCopied(element: HTMLElement, said: string): void {
  endLast()
  element.dataset['copied'] = ''
  announcer.textContent = said
  const timer = setTimeout(() => endLast(), copiedMs)
  endLast = () => {
    clearTimeout(timer)
    delete element.dataset['copied']
    announcer.textContent = ''
  }
}
let endLast = (): void => undefined

/** It must be there before it has something to say. */
const announcer = document.createElement('div')
announcer.role = 'status'
announcer.className = classes['heard'] ?? ''
document.body.append(announcer)
