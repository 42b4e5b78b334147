import { Button, Group } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { useCommonWords } from '../words/common.ts'
import { useCopy } from './clipboard.ts'
import { FiguresAreStops } from './figure.tsx'
import { tableText } from './table-text.ts'

/** A table that can be copied as a whole, by a button below it. `whole`: what its rows are shown by, where some are left out. */
export function TableCopy({
  children,
  whole = (act) => act(),
}: {
  /** Holds one table. */
  readonly children: ReactNode
  /** Acts while all rows are there. */
  readonly whole?: (act: () => void) => void
}) {
  const words = useCommonWords()
  const holder = useRef<HTMLDivElement>(null)
  const { copied, copy } = useCopy()
  const copyAll = (): void =>
    whole(() => {
      const table = holder.current?.querySelector('table')
      if (table) void copy(tableText(table))
    })
  return (
    <div ref={holder}>
      <FiguresAreStops value={false}>{children}</FiguresAreStops>
      <Group justify="flex-end" mt={2}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          c="dimmed"
          fw={400}
          leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
          onClick={copyAll}
        >
          <span aria-live="polite">{copied ? words.copied : words.copyTable}</span>
        </Button>
      </Group>
    </div>
  )
}

/** Of the button with the gap above it, for those that fill a given height. */
export const copyHeight = '24px'
