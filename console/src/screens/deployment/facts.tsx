import { Anchor, Paper, Table, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { read } from '../../api/client.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { Moment, RelativeTime } from '../../parts/time.tsx'
import { modelOf, typeOf } from '../deployments/columns.tsx'
import { type Details, useConfiguration } from './data.ts'
import { useOverviewWords } from './overview-words.ts'
import { useTermWords } from './term-words.ts'

/** What it is, a line for each thing; each can be copied or leads on. */
export function Facts({ deployment }: { readonly deployment: Details }) {
  const words = useOverviewWords()
  const terms = useTermWords()
  const { instances, residency, capacity, upgradePolicy, ttl, startTime } = deployment
  const type = typeOf(deployment)
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.id, <Copyable key="id" value={deployment.id} label={words.id} code />],
    [words.model, <Model key="model" deployment={deployment} />],
    ...(deployment.modelLifecycle || deployment.modelRetirementDate
      ? [[words.life, <Life key="life" deployment={deployment} />] as const]
      : []),
    [words.executable, <Copyable key="executable" value={deployment.executableId} label={words.executable} />],
    [
      words.configuration,
      <Anchor
        key="configuration"
        size="sm"
        renderRoot={(props) => (
          <Link to="/configurations/$configurationId" params={{ configurationId: deployment.configurationId }} {...props} />
        )}
      >
        {deployment.configurationName}
      </Anchor>,
    ],
    [words.type, terms.types[type as keyof typeof terms.types] ?? type],
    ...(residency === undefined && instances ? [] : [[words.residency, terms.residencies[residency ?? 'global']] as const]),
    ...(capacity === undefined ? [] : [[words.capacity, sentence(terms.capacity, type, <Figure value={capacity} />)] as const]),
    ...(upgradePolicy === undefined && instances
      ? []
      : [[words.upgrades, <Upgrades key="upgrades" deployment={deployment} policy={upgradePolicy ?? null} />] as const]),
    ...(instances?.predictor ? [[words.instances, <Running key="instances" {...instances.predictor} />] as const] : []),
    ...(ttl === undefined ? [] : [[words.ttl, ttl] as const]),
    [words.created, <RelativeTime key="created" at={deployment.createdAt} />],
    [words.changed, <RelativeTime key="changed" at={deployment.modifiedAt} />],
    ...(startTime === undefined ? [] : [[words.started, <RelativeTime key="started" at={startTime} />] as const]),
  ]
  return (
    <Paper withBorder p="md" component="section" aria-label={words.facts}>
      <Title order={2} size="h3" mb="xs">
        {words.facts}
      </Title>
      <Table variant="vertical" withRowBorders layout="fixed" fz="sm">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={{ base: 120, sm: 170 }}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

/** How many of its instances run, of how many. */
function Running(of: { readonly running: number; readonly least: number; readonly most: number }) {
  const words = useOverviewWords()
  const least = <Figure value={of.least} />
  return sentence(words.running, <Figure value={of.running} />, least, of.least === of.most ? least : <Figure value={of.most} />)
}

/** The name that its details tell, else what its configuration binds. */
function Model({ deployment }: { readonly deployment: Details }) {
  const configuration = useConfiguration(deployment.configurationId)
  const bound = (...keys: readonly string[]): string | undefined =>
    configuration?.parameterBindings.find(({ key }) => keys.includes(key))?.value
  const registered = bound('model')
  const name =
    modelOf(deployment) ||
    (registered
      ? [registered, bound('modelVersion')].filter(Boolean).join(' ')
      : bound('modelName', 'modelFile', 'image', 'script'))
  if (!name) return '–'
  return <Copyable value={name} />
}

function Life({ deployment: { modelLifecycle, modelRetirementDate } }: { readonly deployment: Details }) {
  const words = useOverviewWords()
  const tones: Readonly<Record<string, Tone>> = {
    Preview: 'busy',
    GenerallyAvailable: 'ok',
    Deprecated: 'warning',
    Retired: 'failed',
  }
  return (
    <>
      {modelLifecycle && <Mark tone={tones[modelLifecycle] ?? 'off'} text={words.lifecycles[modelLifecycle]} />}
      {modelRetirementDate && (
        <Text size="xs" c="dimmed" mt={4}>
          {sentence(words.retires, <Moment at={modelRetirementDate} day />)}
        </Text>
      )}
    </>
  )
}

/** The policy, and what it leads to on which day. */
function Upgrades({ deployment, policy }: { readonly deployment: Details; readonly policy: Details['upgradePolicy'] | null }) {
  const words = useOverviewWords()
  const terms = useTermWords()
  const { data } = read.useQuery('get', '/v2/lm/retirements', {})
  const found = data?.resources.find((each) => each.deployment.id === deployment.id)
  return (
    <>
      {policy ? terms.policies[policy] : terms.noPolicy}
      {found?.next && (
        <Text size="xs" mt={4} c="var(--lectern-warning)">
          {found.next.action === 'upgrade'
            ? sentence(words.moves, found.next.to ?? '', <Moment at={found.next.at} day />)
            : sentence(words.ends, <Moment at={found.next.at} day />)}
        </Text>
      )}
      {found && found.suggestedReplacements.length > 0 && (
        <Text size="xs" c="dimmed">
          {words.instead(found.suggestedReplacements.join(', '))}
        </Text>
      )}
    </>
  )
}
