import { Button, Paper, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { DiffView } from '../../parts/code-editor.tsx'
import { Figure } from '../../parts/figure.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { TableCopy } from '../../parts/table-copy.tsx'
import { useAddress } from './address.ts'
import { useWords } from './words.ts'

type Run = components['schemas']['DryRun']
type Call = Run['calls'][number]

/** Each call as it was and as it is now; one of them with its two answers. */
export function DryRunCalls({ deploymentId, run }: { readonly deploymentId: string; readonly run: Run }) {
  const words = useWords()
  const { search, set } = useAddress()
  const shown = run.calls.find(({ inferenceId }) => inferenceId === search.call)
  const both = ({ before, after }: Call, say: (side: Call['before']) => ReactNode) => (
    <>
      {say(before)}
      {' → '}
      {say(after)}
    </>
  )
  return (
    <Stack gap="sm">
      <TableCopy>
        <Table.ScrollContainer minWidth={620} mah={320}>
          <Table aria-label={words.calls} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.call}</Table.Th>
                <Table.Th ta="right">{words.status}</Table.Th>
                <Table.Th ta="right">{words.took}</Table.Th>
                <Table.Th ta="right">{words.tokensOut}</Table.Th>
                <Table.Th ta="right">{words.cost}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{words.answers}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {run.calls.map((call) => {
                const { inferenceId, path, before, after } = call
                const changed = before.status !== after.status
                return (
                  <Table.Tr key={inferenceId}>
                    <Table.Td>
                      <Text size="sm">{path}</Text>
                    </Table.Td>
                    <Table.Td ta="right" fw={changed ? 700 : 400} {...(changed ? { c: 'var(--lectern-failed)' } : {})}>
                      {both(call, ({ status }) => (
                        <Figure value={status}>{status}</Figure>
                      ))}
                    </Table.Td>
                    <Table.Td ta="right">
                      {both(call, ({ ms }) => (
                        <Figure value={ms} unit="ms" />
                      ))}
                    </Table.Td>
                    <Table.Td ta="right">
                      {both(call, ({ outputTokens }) => (
                        <Figure value={outputTokens} />
                      ))}
                    </Table.Td>
                    <Table.Td ta="right">
                      {both(call, ({ cost }) => (cost ? <Figure value={cost.amount} unit={cost} /> : '–'))}
                    </Table.Td>
                    <Table.Td ta="right">
                      <Button
                        size="compact-xs"
                        variant="default"
                        aria-expanded={shown === call}
                        aria-label={`${words.answers} ${inferenceId}`}
                        onClick={() => set({ call: shown === call ? undefined : inferenceId })}
                      >
                        {words.answers}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </TableCopy>
      {shown && <Answers deploymentId={deploymentId} run={run} call={shown} />}
    </Stack>
  )
}

/** What differs in the two answers to one call, as far as both were kept. */
function Answers({ deploymentId, run, call }: { readonly deploymentId: string; readonly run: Run; readonly call: Call }) {
  const words = useWords()
  const before = read.useQuery('get', '/v2/observability/inferences/{inferenceId}', {
    params: { path: { inferenceId: call.inferenceId } },
  })
  // Calls of a dry run are kept as any other; they are known by the id of their request.
  const kept = read.useQuery(
    'get',
    '/v2/observability/inferences',
    { params: { query: { deploymentId, startTime: run.createdAt, $top: 1_000 } } },
    // They are kept a moment after they were made.
    { refetchInterval: ({ state }) => (state.data && !recordOf(state.data.resources, call) ? keptMs : false) },
  )
  if ((before.isPending && !before.error) || (kept.isPending && !kept.error)) return <SkeletonRows rows={3} />
  const after = recordOf(kept.data?.resources ?? [], call)
  const [one, other] = [pretty(before.data?.response), pretty(after?.response)]
  return (
    <Paper withBorder p="sm">
      {one === null || other === null ? (
        <Text size="sm" c="dimmed">
          {words.notKept}
        </Text>
      ) : one === other ? (
        <Text size="sm">{words.sameAnswer}</Text>
      ) : (
        <DiffView
          label={words.answers}
          before={one}
          after={other}
          beforeLabel={words.before}
          afterLabel={words.after}
          language="json"
          maxHeight="40vh"
        />
      )}
    </Paper>
  )
}

const keptMs = 2_000

const recordOf = <Kept extends { readonly requestId: string }>(records: readonly Kept[], { requestId }: Call): Kept | undefined =>
  records.find((record) => record.requestId === requestId)

/** A kept answer is JSON of headers and body; the body is what people compare. */
function pretty(kept: string | undefined): string | null {
  if (kept === undefined) return null
  try {
    const answer = JSON.parse(kept) as { body?: unknown }
    const body = answer.body ?? answer
    return JSON.stringify(typeof body === 'string' ? parsed(body) : body, null, 2)
  } catch {
    return kept
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
