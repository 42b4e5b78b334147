import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** A screen: its heading (also the tab's title), what it is for in a line, and its actions. */
export function Page({
  title,
  tabTitle,
  before,
  badge,
  description,
  actions,
  children,
}: {
  readonly title: string
  /** Of the browser's tab, where it says more than the heading: `62 % · chat-prod`. */
  readonly tabTitle?: string
  /** Above the heading: the way back. */
  readonly before?: ReactNode
  readonly badge?: ReactNode
  readonly description?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  useEffect(() => {
    document.title = `${tabTitle ?? title} · Lectern`
  }, [title, tabTitle])
  return (
    <Stack gap="md">
      <div>
        {before}
        <Group justify="space-between" align="flex-start" gap="sm">
          <div>
            <Group gap="sm">
              <Title order={1} style={{ overflowWrap: 'anywhere' }}>
                {title}
              </Title>
              {badge}
            </Group>
            {description && (
              <Text c="dimmed" size="sm" maw={720} component="div">
                {description}
              </Text>
            )}
          </div>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </div>
      {children}
    </Stack>
  )
}
