import { Skeleton, Stack } from '@mantine/core'
import { useCommonWords } from '../words/common.ts'

/** Holds the place of a list while it is read, at the height of its rows: nothing jumps when they come. */
export function SkeletonRows({ rows = 8, height = 36 }: { readonly rows?: number; readonly height?: number }) {
  const words = useCommonWords()
  return (
    <Stack gap={6} role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  )
}
