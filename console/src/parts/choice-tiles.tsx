import { Group, Radio, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export type Choice<T extends string> = {
  readonly value: T
  readonly title: string
  readonly text?: ReactNode
  /** At the right of the title: a price, a size. */
  readonly aside?: ReactNode
  readonly icon?: ReactNode
  /** Why it cannot be chosen, shown in the place of its text. */
  readonly not?: string | undefined
}

/** One of a few things that need a word of explanation each, as tiles beside one another. */
export function ChoiceTiles<T extends string>({
  label,
  hideLabel = false,
  value,
  onChange,
  choices,
  cols = { base: 1, sm: 2 },
  error,
}: {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: T | null
  readonly onChange: (value: T) => void
  readonly choices: readonly Choice<T>[]
  readonly cols?: Readonly<Record<string, number>>
  readonly error?: string | undefined
}) {
  return (
    <Radio.Group
      value={value ?? ''}
      onChange={(next) => onChange(next as T)}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      error={error}
    >
      <SimpleGrid cols={cols} spacing="xs" mt={hideLabel ? 0 : 4}>
        {choices.map(({ value: each, title, text, aside, icon, not }) => (
          <Radio.Card
            key={each}
            value={each}
            disabled={not !== undefined}
            p="sm"
            radius="md"
            style={{
              borderColor: value === each ? 'var(--mantine-color-anchor)' : 'var(--lectern-line)',
              boxShadow: value === each ? 'inset 0 0 0 1px var(--mantine-color-anchor)' : 'none',
              cursor: not === undefined ? 'pointer' : 'not-allowed',
            }}
          >
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Group gap={8} wrap="nowrap">
                {icon}
                <Text size="sm" fw={600} {...(not === undefined ? {} : { c: 'dimmed' })}>
                  {title}
                </Text>
              </Group>
              {aside && (
                <Text size="xs" c="dimmed" className="number" component="span">
                  {aside}
                </Text>
              )}
            </Group>
            {(not ?? text) !== undefined && (
              <Text size="xs" c="dimmed" mt={4} component="div">
                {not ?? text}
              </Text>
            )}
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  )
}
