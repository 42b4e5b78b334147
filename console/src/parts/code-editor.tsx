import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'

export type CodeLanguage = 'python' | 'json' | 'yaml' | 'javascript' | 'typescript' | 'text'

/** Something to say about a place; `line` and `column` count from 1. Without a column the whole line is meant. */
export type CodeTrouble = {
  readonly line: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

export type CodeEditorProps = {
  /** Says what is written here; shown above unless `hideLabel`. */
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange?: (value: string) => void
  readonly language: CodeLanguage
  readonly readOnly?: boolean
  readonly troubles?: readonly CodeTrouble[]
  /** ⌘/Ctrl Enter. */
  readonly onSubmit?: () => void
  /** CSS height; `auto` grows with the text from `minHeight` on. */
  readonly height?: string
  readonly minHeight?: string
}

export type DiffViewProps = {
  readonly label: string
  readonly before: string
  readonly after: string
  readonly beforeLabel?: string
  readonly afterLabel?: string
  readonly language: CodeLanguage
  readonly layout?: 'split' | 'unified'
  /** Most that it takes, then it scrolls. */
  readonly maxHeight?: string
}

const Editor = lazy(() => import('./code-editor-view.tsx').then(({ CodeEditorView }) => ({ default: CodeEditorView })))
const Diff = lazy(() => import('./diff-view.tsx').then(({ DiffLook }) => ({ default: DiffLook })))

/** An editor with colours, line numbers, search, and what is wrong at its place. Esc and then Tab leaves it. */
export function CodeEditor(props: CodeEditorProps) {
  const words = useCommonWords()
  const height = props.height === undefined || props.height === 'auto' ? (props.minHeight ?? '160px') : props.height
  return (
    <Suspense fallback={<Skeleton height={`calc(${height} + 44px)`} role="status" aria-label={words.loading} />}>
      <Editor {...props} />
    </Suspense>
  )
}

/** What was and what is, side by side or as one text; what is alike is folded. */
export function DiffView(props: DiffViewProps) {
  const words = useCommonWords()
  return (
    <Suspense fallback={<Skeleton height={220} role="status" aria-label={words.loading} />}>
      <Diff {...props} />
    </Suspense>
  )
}
