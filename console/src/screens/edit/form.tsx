import { Grid, SegmentedControl, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Advanced } from './advanced.tsx'
import type { Mode } from './routes.ts'
import { Simple } from './simple.tsx'
import { useWords } from './words.ts'
import { YamlForm } from './yaml-form.tsx'

/** The three ways to fill in one draft, and the card beside them. */
export function Form({
  mode,
  onMode,
  open,
  onOpen,
  below,
  card,
}: {
  readonly mode: Mode
  readonly onMode: (mode: Mode) => void
  /** Ids of the blocks of the advanced form that are open. */
  readonly open: readonly string[]
  readonly onOpen: (open: string[]) => void
  readonly below?: ReactNode
  readonly card: ReactNode
}) {
  const words = useWords()
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack gap="lg">
          <SegmentedControl
            aria-label={words.mode}
            data={[
              { value: 'simple', label: words.simple },
              { value: 'advanced', label: words.advanced },
              { value: 'yaml', label: words.yaml },
            ]}
            value={mode}
            onChange={(next) => onMode(next as Mode)}
            w="fit-content"
          />
          {mode === 'simple' && <Simple />}
          {mode === 'advanced' && <Advanced open={open} onOpen={onOpen} />}
          {mode === 'yaml' && <YamlForm />}
          {below}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>{card}</Grid.Col>
    </Grid>
  )
}
