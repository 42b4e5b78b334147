import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { IconFilterOff, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCommonWords } from '../words/common.ts'

/** Nothing yet: says what would be here, and offers the one act that puts something here. */
export function Empty({
  icon,
  title,
  text,
  action,
}: {
  readonly icon?: ReactNode
  readonly title: string
  readonly text?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={460} ta="center">
        <Text c="dimmed" component="div">
          {icon}
        </Text>
        <Title order={2} size="h3">
          {title}
        </Title>
        {text && (
          <Text c="dimmed" size="sm" component="div">
            {text}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  )
}

/** There is something, but not with these filters. */
export function NoMatch({ onClear }: { readonly onClear: () => void }) {
  const words = useCommonWords()
  return (
    <Empty
      icon={<IconFilterOff size={36} stroke={1.4} />}
      title={words.noMatch}
      text={words.noMatchText}
      action={
        <Button variant="default" onClick={onClear}>
          {words.clearFilters}
        </Button>
      }
    />
  )
}

/** There may be something, but not for this person. `role`: what it would take. */
export function NoPermission({ role }: { readonly role: string }) {
  const words = useCommonWords()
  return <Empty icon={<IconLock size={36} stroke={1.4} />} title={words.noPermission} text={words.noPermissionText(role)} />
}
