import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLanguage } from '../words/words.ts'
import classes from './meter.module.css'
import { formatNumber } from './numbers.ts'

/** How much of something is used, as a bar with its words. `limit` null: there is no limit, so there is no bar either. */
export function Meter({
  label,
  used,
  limit,
  text,
  after,
  marks = [],
}: {
  /** What it is the use of, for those who only hear it. */
  readonly label: string
  readonly used: number
  readonly limit: number | null
  /** Below the bar: "40,000 of 100,000". */
  readonly text: ReactNode
  readonly after?: ReactNode
  /** Shares at which something happens, in per cent. */
  readonly marks?: readonly number[]
}) {
  const language = useLanguage()
  const percent = limit === null ? 0 : limit === 0 ? 100 : (used / limit) * 100
  const tone = percent >= 100 ? 'failed' : percent >= 80 ? 'warning' : 'ok'
  return (
    <div style={{ minWidth: 140 }}>
      {limit !== null && (
        // biome-ignore lint/a11y/useSemanticElements: browsers draw that element each in their own way
        <div
          className={classes['bar']}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, Math.round(percent))}
          aria-valuetext={`${formatNumber(percent, language)} %`}
        >
          <div
            className={classes['used']}
            style={{ width: `${Math.min(100, percent)}%`, background: `var(--lectern-${tone})` }}
          />
          {marks
            .filter((mark) => mark > 0 && mark < 100)
            .map((mark) => (
              <div key={mark} className={classes['mark']} style={{ left: `${mark}%` }} />
            ))}
        </div>
      )}
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed" component="div">
          {text}
        </Text>
        {after && (
          <Text size="xs" component="div">
            {after}
          </Text>
        )}
      </Group>
    </div>
  )
}
