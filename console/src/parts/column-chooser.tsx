import { ActionIcon, Checkbox, Popover, Stack, Tooltip } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useCommonWords } from '../words/common.ts'
import type { Column } from './data-table.tsx'

/** Which columns a table shows. `shown`: their ids; the first column stays, as rows are known by it. */
export function ColumnChooser<T>({
  columns,
  shown,
  onShown,
}: {
  readonly columns: readonly Column<T>[]
  readonly shown: readonly string[]
  readonly onShown: (shown: readonly string[]) => void
}) {
  const words = useCommonWords()
  const [first, ...others] = columns
  return (
    <Popover position="bottom-end" shadow="md" withinPortal>
      <Popover.Target>
        <Tooltip label={words.columns}>
          <ActionIcon variant="default" size={36} aria-label={words.columns}>
            <IconColumns3 size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label={words.columns}
          value={[...shown]}
          onChange={(chosen) => onShown(columns.map(({ id }) => id).filter((id) => id === first?.id || chosen.includes(id)))}
        >
          <Stack gap={12} mt="xs">
            {others.map(({ id, header }) => (
              <Checkbox key={id} value={id} label={header} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}
