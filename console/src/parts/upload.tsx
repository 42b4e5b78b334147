import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'

/** A file that the server has, ready to be named in a new version. `path`: relative, with the folders it was dropped with. */
export type UploadedFile = { readonly path: string; readonly bytes: number; readonly uploadId: string }

export type UploadProps = {
  readonly label: string
  /** All files that are there by now, each time that changes. */
  readonly onChange: (files: readonly UploadedFile[]) => void
  /** Whether files are still on their way, or broke off. */
  readonly onBusy?: (busy: boolean) => void
  readonly multiple?: boolean
  readonly hint?: string
}

const View = lazy(() => import('./upload-view.tsx').then(({ UploadView }) => ({ default: UploadView })))

/** Takes files and folders and sends them to the registry's uploads; goes on where a broken one stopped. */
export function Upload(props: UploadProps) {
  const words = useCommonWords()
  return (
    <Suspense fallback={<Skeleton height={120} role="status" aria-label={words.loading} />}>
      <View {...props} />
    </Suspense>
  )
}
