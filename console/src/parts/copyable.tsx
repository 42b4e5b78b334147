import { ActionIcon, Code, Group, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useCommonWords } from '../words/common.ts'
import { useCopy } from './clipboard.ts'

/** A value with a button that copies it. `shown`: what is displayed where it is not the value itself. */
export function Copyable({
  value,
  shown,
  code = false,
  label,
}: {
  readonly value: string
  readonly shown?: string
  readonly code?: boolean
  readonly label?: string
}) {
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      {code ? (
        <Code style={{ overflowWrap: 'anywhere' }}>{shown ?? value}</Code>
      ) : (
        <Text span inherit style={{ overflowWrap: 'anywhere' }}>
          {shown ?? value}
        </Text>
      )}
      <CopyIcon value={value} {...(label === undefined ? {} : { label })} />
    </Group>
  )
}

export function CopyIcon({ value, label }: { readonly value: string; readonly label?: string }) {
  const words = useCommonWords()
  const { copied, copy } = useCopy()
  return (
    <Tooltip label={copied ? words.copied : words.copy}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        onClick={() => void copy(value)}
        aria-label={`${words.copy}${label === undefined ? '' : ` ${label}`}`}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  )
}
