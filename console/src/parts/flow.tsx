import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'
import type { Tone } from './status.tsx'

export type FlowNode = {
  readonly id: string
  readonly label: string
  /** What it is: "Transformer". */
  readonly kind?: string
  readonly detail?: string
  readonly tone?: Tone
}

export type FlowEdge = { readonly from: string; readonly to: string; readonly label?: string; readonly dashed?: boolean }

export type FlowProps = {
  readonly label: string
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
  /** Click or Enter on a node. */
  readonly onOpen?: (id: string) => void
  /** px. */
  readonly height?: number
}

const View = lazy(() => import('./flow-view.tsx').then(({ FlowView }) => ({ default: FlowView })))

/** What leads to what, from left to right: an executable, its configuration, its deployment; a call and its branches. */
export function Flow(props: FlowProps) {
  const words = useCommonWords()
  return (
    <Suspense fallback={<Skeleton height={props.height ?? 320} role="status" aria-label={words.loading} />}>
      <View {...props} />
    </Suspense>
  )
}
