import { Group, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useCommonWords } from '../words/common.ts'
import { makeWords, useLanguage } from '../words/words.ts'
import { CopyIcon } from './copyable.tsx'
import { Figure, FiguresAreStops } from './figure.tsx'
import classes from './json-view.module.css'
import { formatNumber } from './numbers.ts'
import { sentence } from './sentence.tsx'

/** JSON to read: folded below `depth`, searched, copied. `search: false` leaves the search out for small ones. */
export function JsonView({
  label,
  value,
  depth = 2,
  search = true,
  maxHeight = '60vh',
}: {
  readonly label: string
  readonly value: unknown
  readonly depth?: number
  readonly search?: boolean
  readonly maxHeight?: string
}) {
  const words = useWords()
  const common = useCommonWords()
  const [wanted, setWanted] = useState('')
  const needle = wanted.trim().toLowerCase()
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? '', [value])
  const hits = useMemo(() => (needle === '' ? 0 : countHits(value, needle)), [value, needle])
  return (
    <section aria-label={label}>
      <Group gap="xs" justify="space-between" mb={4} wrap="nowrap">
        {search ? (
          <Group gap="xs" wrap="nowrap">
            <TextInput
              size="xs"
              aria-label={`${common.search}: ${label}`}
              placeholder={common.search}
              leftSection={<IconSearch size={13} />}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
            <Text size="xs" c="dimmed" role="status">
              {needle === '' ? '' : sentence(words.hits, <Figure value={hits} />, hits)}
            </Text>
          </Group>
        ) : (
          <span />
        )}
        <CopyIcon value={text} label={label} />
      </Group>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be the same with more words */}
      <div
        className={classes['box']}
        style={{ maxHeight }}
        role="region"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
      >
        <FiguresAreStops value={false}>
          <Entry value={value} depth={depth} needle={needle} last />
        </FiguresAreStops>
      </div>
    </section>
  )
}

type Shown = {
  readonly name?: string
  readonly value: unknown
  /** How many levels are open from here. */
  readonly depth: number
  readonly needle: string
  readonly last: boolean
}

function Entry({ name, value, depth, needle, last }: Shown) {
  const words = useWords()
  const language = useLanguage()
  const [own, setOwn] = useState<boolean | null>(null)
  const [most, setMost] = useState(pageSize)
  const key = name === undefined ? null : <span className={classes['key']}>{marked(JSON.stringify(name), needle)}: </span>
  const comma = last ? '' : ','
  if (typeof value !== 'object' || value === null) {
    const text = marked(JSON.stringify(value) ?? 'null', needle)
    return (
      <div className={classes['line']}>
        {key}
        <span className={classes[value === null ? 'null' : typeof value]}>
          {typeof value === 'number' ? <Figure value={value}>{text}</Figure> : text}
        </span>
        {comma}
      </div>
    )
  }
  const entries = Array.isArray(value) ? value.map((each) => [undefined, each] as const) : Object.entries(value)
  const [begin, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0)
    return (
      <div className={classes['line']}>
        {key}
        {begin}
        {end}
        {comma}
      </div>
    )
  const open = own ?? (depth > 0 || (needle !== '' && countHits(value, needle, 1) > 0))
  const count = Array.isArray(value) ? words.items(entries.length) : words.keys(entries.length)
  return (
    <div>
      <div className={classes['line']}>
        <UnstyledButton
          className={classes['fold'] ?? ''}
          onClick={() => setOwn(!open)}
          aria-expanded={open}
          aria-label={words.fold(name ?? count)}
        >
          {open ? <IconChevronDown size={13} /> : <IconChevronRight size={13} />}
        </UnstyledButton>
        {key}
        {begin}
        {!open && (
          <>
            <span className={classes['count']}> {count} </span>
            {end}
            {comma}
          </>
        )}
      </div>
      {open && (
        <>
          <div className={classes['inside']}>
            {entries.slice(0, most).map(([inner, each], at) => (
              <Entry
                key={inner ?? at}
                {...(inner === undefined ? {} : { name: inner })}
                value={each}
                depth={depth - 1}
                needle={needle}
                last={at === entries.length - 1}
              />
            ))}
            {entries.length > most && (
              <UnstyledButton className={classes['more'] ?? ''} onClick={() => setMost(most + 10 * pageSize)}>
                {words.more(formatNumber(entries.length - most, language))}
              </UnstyledButton>
            )}
          </div>
          <div className={classes['line']}>
            {end}
            {comma}
          </div>
        </>
      )}
    </div>
  )
}

/** A list of numbers may be long: an embedding has thousands. */
const pageSize = 100

function marked(text: string, needle: string): ReactNode {
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle)
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + needle.length)}</mark>
      {text.slice(at + needle.length)}
    </>
  )
}

/** Keys and values that hold `needle`, counted up to `enough`. */
function countHits(value: unknown, needle: string, enough = Number.POSITIVE_INFINITY): number {
  if (typeof value !== 'object' || value === null) return (JSON.stringify(value) ?? '').toLowerCase().includes(needle) ? 1 : 0
  let found = 0
  for (const [name, each] of Object.entries(value)) {
    if (!Array.isArray(value) && name.toLowerCase().includes(needle)) found += 1
    found += countHits(each, needle, enough - found)
    if (found >= enough) return found
  }
  return found
}

const useWords = makeWords({
  en: {
    hits: (n: string, count: number) => `${n} ${count === 1 ? 'hit' : 'hits'}`,
    items: (n: number) => (n === 1 ? '1 item' : `${n} items`),
    keys: (n: number) => (n === 1 ? '1 key' : `${n} keys`),
    fold: (name: string) => `Open or fold ${name}`,
    more: (n: string) => `Show more (${n} left)`,
  },
  de: {
    hits: (n: string, _count: number) => `${n} Treffer`,
    items: (n: number) => (n === 1 ? '1 Eintrag' : `${n} Einträge`),
    keys: (n: number) => (n === 1 ? '1 Schlüssel' : `${n} Schlüssel`),
    fold: (name: string) => `${name} auf- oder zuklappen`,
    more: (n: string) => `Mehr zeigen (noch ${n})`,
  },
})
