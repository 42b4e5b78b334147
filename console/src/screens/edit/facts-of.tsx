import { Stack, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { read } from '../../api/client.ts'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useEdit } from './context.ts'
import { useWords } from './words.ts'

const mega = 1024 * 1024

/** What it will be, as the server says. */
export function WhatItWillBe() {
  const words = useWords()
  const { trial, draft, facts } = useEdit()
  const room = read.useQuery('get', '/v2/lm/resources', {})
  if (!trial) return null
  const { predictor, transformer } = trial.instances
  const executable = facts.executables.find(({ id }) => id === trial.executableId)
  const connection = draft.document.configuration?.parameterBindings?.['connection']
  const instances = draft.document.scaling?.predictor
  const least = trial.capacity && predictor ? trial.capacity : (instances?.minInstances ?? 1)
  const most = Math.max(least, instances?.maxInstances ?? least)
  const needed = predictor ? (predictor.memoryMb * Math.max(1, least) + (transformer?.memoryMb ?? 0)) * mega : null
  const free = room.data?.memoryMb
  const rows: readonly (readonly [string, ReactNode])[] = [
    [words.model, trial.model ? modelText(trial.model, trial.modelVersion) : '–'],
    [words.servedBy, [executable?.title ?? trial.executableId, connection].filter(Boolean).join(' · ')],
    [
      words.type,
      `${words.types[trial.deploymentType ?? (predictor ? 'managed-compute' : 'serverless')]} · ${words.residencies[trial.residency ?? 'global']}`,
    ],
    ...(predictor
      ? ([
          [
            words.instances,
            <span key="instances">
              {number(least)}
              {least !== most && '–'}
              {least !== most && number(most)}
            </span>,
          ],
          [
            words.cores,
            sentence(words.kept, number(predictor.cores), predictor.coresLimit === null ? null : number(predictor.coresLimit)),
          ],
          [
            words.memory,
            sentence(
              words.kept,
              bytes(predictor.memoryMb * mega),
              predictor.memoryMbLimit === null ? null : bytes(predictor.memoryMbLimit * mega),
            ),
          ],
          ...(predictor.gpus > 0 ? [[words.gpus, number(predictor.gpus)] as const] : []),
        ] as const)
      : []),
  ]
  const fits = needed === null || !free || needed <= free.free * mega
  return (
    <Stack gap={4}>
      <Table variant="vertical" layout="fixed" verticalSpacing={4} fz="sm" aria-label={words.willBe}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={112}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {needed !== null && free && (
        <Text size="xs" c={fits ? 'dimmed' : 'var(--mantine-color-error)'} role={fits ? undefined : 'alert'}>
          {sentence(fits ? words.fits : words.doesNotFit, bytes(needed), bytes(free.free * mega))}
        </Text>
      )}
      {trial.waiting && (
        <Text size="xs" c="dimmed">
          {words.waiting}
        </Text>
      )}
      {trial.notice !== '' && (
        <Text size="xs" c="var(--lectern-warning)">
          {trial.notice}
        </Text>
      )}
    </Stack>
  )
}

const number = (value: number) => <Figure value={value} digits={3} />
const bytes = (value: number) => <Figure value={value} unit="bytes" />

const modelText = ({ name, version }: { readonly name: string; readonly version: string }, now: string | null): string =>
  version === 'latest' && now !== null ? `${name} ${now}` : `${name} ${version}`
