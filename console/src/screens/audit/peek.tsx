import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Figure } from '../../parts/figure.tsx'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { Moment } from '../../parts/time.tsx'
import { useWords } from './words.ts'

export type Entry = components['schemas']['AuditEntry']

/** All that is known of one entry. */
export function Peek({ entry, onClose }: { readonly entry: Entry; readonly onClose: () => void }) {
  const words = useWords()
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.at, <Moment key="at" at={entry.at} />],
    [
      words.actor,
      <Copyable key="actor" value={entry.actorId} shown={`${entry.actorName} (${entry.actorId})`} label={words.actor} />,
    ],
    [words.kind, entry.actorKind],
    [words.target, entry.target === null ? '–' : <Copyable key="target" value={entry.target} label={words.target} code />],
    [words.group, entry.resourceGroup ?? words.installation],
    [words.outcome, words[entry.outcome]],
    [words.message, entry.message ?? '–'],
    [words.call, entry.call ?? '–'],
    [
      words.status,
      <Figure key="status" value={entry.status}>
        {entry.status}
      </Figure>,
    ],
    [words.from, entry.address ?? '–'],
    [
      words.request,
      entry.requestId === null ? '–' : <Copyable key="request" value={entry.requestId} label={words.request} code />,
    ],
  ]
  return (
    <PeekPanel title={entry.action} label={words.details(entry.action)} onClose={onClose}>
      <Table variant="vertical">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={130}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </PeekPanel>
  )
}
