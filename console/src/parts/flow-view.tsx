import { Graph, layout } from '@dagrejs/dagre'
import { Text, useComputedColorScheme, VisuallyHidden } from '@mantine/core'
import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { makeWords } from '../words/words.ts'
import classes from './flow.module.css'
import type { FlowEdge, FlowNode, FlowProps } from './flow.tsx'

const size = { width: 190, height: 64 } as const

export function FlowView({ label, nodes, edges, onOpen, height = 320 }: FlowProps) {
  const words = useWords()
  const scheme = useComputedColorScheme('light')
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false })
  const placed = useMemo(() => place(nodes, edges, wide), [nodes, edges, wide])
  const lines = useMemo(
    () =>
      edges.map(
        ({ from, to, label: text, dashed }): Edge => ({
          id: `${from} ${to} ${text ?? ''}`,
          source: from,
          target: to,
          ...(text === undefined ? {} : { label: text }),
          markerEnd: { type: MarkerType.ArrowClosed },
          style: { stroke: 'var(--mantine-color-dimmed)', ...(dashed ? { strokeDasharray: '5 4' } : {}) },
          focusable: false,
        }),
      ),
    [edges],
  )
  const nameOf = (id: string): string => nodes.find((node) => node.id === id)?.label ?? id
  return (
    <section aria-label={label} className={classes['frame']} style={{ height }}>
      <VisuallyHidden>
        <ul>
          {edges.map((edge) => (
            <li key={`${edge.from} ${edge.to} ${edge.label ?? ''}`}>
              {words.leads(nameOf(edge.from), nameOf(edge.to))} {edge.label}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
      <ReactFlow
        nodes={placed}
        edges={lines}
        nodeTypes={nodeTypes}
        colorMode={scheme}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={onOpen !== undefined}
        {...(onOpen
          ? {
              onNodeClick: (_event, { id }) => onOpen(id),
              onSelectionChange: () => undefined,
            }
          : {})}
        onKeyDown={(event) => {
          const id = (event.target as HTMLElement).closest('[data-id]')?.getAttribute('data-id')
          if (event.key === 'Enter' && id) onOpen?.(id)
        }}
        key={String(wide)}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
        minZoom={0.3}
        maxZoom={1.5}
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  )
}

type Shown = Node<FlowNode & { readonly wide: boolean } & Record<string, unknown>, 'shown'>

function ShownNode({ data }: NodeProps<Shown>) {
  return (
    <div className={classes['node']} data-tone={data.tone} style={size}>
      <Handle type="target" position={data.wide ? Position.Left : Position.Top} isConnectable={false} />
      {data.kind && (
        <Text size="xs" c="dimmed" truncate>
          {data.kind}
        </Text>
      )}
      <Text size="sm" fw={600} truncate>
        {data.label}
      </Text>
      {data.detail && (
        <Text size="xs" c="dimmed" truncate>
          {data.detail}
        </Text>
      )}
      <Handle type="source" position={data.wide ? Position.Right : Position.Bottom} isConnectable={false} />
    </div>
  )
}

const nodeTypes = { shown: ShownNode }

function place(nodes: readonly FlowNode[], edges: readonly FlowEdge[], wide: boolean): Shown[] {
  const graph = new Graph()
  // A narrow screen has more room downwards.
  graph.setGraph(wide ? { rankdir: 'LR', nodesep: 24, ranksep: 90 } : { rankdir: 'TB', nodesep: 16, ranksep: 50 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of nodes) graph.setNode(id, { ...size })
  for (const { from, to } of edges) graph.setEdge(from, to)
  layout(graph)
  return nodes.map((node) => {
    const at = graph.node(node.id) as { readonly x: number; readonly y: number }
    return {
      id: node.id,
      type: 'shown',
      data: { ...node, wide },
      position: { x: at.x - size.width / 2, y: at.y - size.height / 2 },
      ...size,
      ariaLabel: [node.kind, node.label, node.detail].filter((part) => part !== undefined).join(', '),
    }
  })
}

const useWords = makeWords({
  en: { leads: (from: string, to: string) => `${from} leads to ${to}` },
  de: { leads: (from: string, to: string) => `${from} führt zu ${to}` },
})
