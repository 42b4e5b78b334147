import { Badge, Group } from '@mantine/core'
import { type Tag, tagText } from './data.ts'

/** Tags in one line; what is long is cut. */
export function TagChips({ tags }: { readonly tags: readonly Tag[] }) {
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge
          key={tag.name}
          variant="outline"
          radius="sm"
          color="gray"
          maw={220}
          style={{ textTransform: 'none', color: 'var(--mantine-color-dimmed)', borderColor: 'var(--lectern-line)' }}
        >
          {tagText(tag)}
        </Badge>
      ))}
    </Group>
  )
}
