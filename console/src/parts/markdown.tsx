import { Skeleton, Stack } from '@mantine/core'
import { lazy, Suspense } from 'react'

const View = lazy(() => import('./markdown-view.tsx').then(({ MarkdownView }) => ({ default: MarkdownView })))

/** Markdown with tables and task lists. HTML in it is shown as text, pictures as links: nothing is loaded from elsewhere. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<Waiting lines={Math.min(8, text.split('\n').length)} />}>
      <View text={text} />
    </Suspense>
  )
}

function Waiting({ lines }: { readonly lines: number }) {
  return (
    <Stack gap={8}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} />
      ))}
    </Stack>
  )
}
