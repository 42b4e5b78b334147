import { Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { Flow, type FlowEdge, type FlowNode } from '../../parts/flow.tsx'
import type { Tone } from '../../parts/status.tsx'
import { type Details, useConfiguration, useExecutable } from './data.ts'
import { useOverviewWords } from './overview-words.ts'

/** What it is made of, from left to right; what answers beside it or in its place. */
export function Chain({ deployment }: { readonly deployment: Details }) {
  const words = useOverviewWords()
  const navigate = useNavigate()
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false })
  const configuration = useConfiguration(deployment.configurationId)
  const executable = useExecutable(deployment)
  const bound = configuration?.inputArtifactBindings ?? []
  const { data } = read.useQuery('get', '/v2/lm/artifacts', {}, { enabled: bound.length > 0 })
  const { deployments } = useDeployments({ enabled: deployment.spilloverDeployment !== undefined })
  const { rollout, targets = [], spilloverDeployment: spillover } = deployment
  const own = { id: 'deployment', kind: words.deployment, label: deployment.name, tone: toneOf(deployment) }
  const settings = configuration?.parameterBindings.find(({ key }) => ['modelName', 'model', 'modelFile', 'image'].includes(key))
  const nodes: FlowNode[] = [
    {
      id: 'executable',
      kind: words.executable,
      label: deployment.executableId,
      ...(executable && executable.title !== executable.id ? { detail: executable.title } : {}),
    },
    ...bound.map(({ key, artifactId }) => ({
      id: `artifact ${artifactId}`,
      kind: words.artifact,
      label: data?.resources.find(({ id }) => id === artifactId)?.name ?? artifactId,
      detail: key,
    })),
    {
      id: 'configuration',
      kind: words.configuration,
      label: deployment.configurationName,
      ...(settings ? { detail: settings.value } : {}),
    },
    own,
    ...(rollout && rollout.status !== 'ROLLED_BACK'
      ? [
          {
            id: 'rollout',
            kind: words.rollout,
            label: rollout.configurationId,
            detail: `${rollout.percent} %`,
            tone: 'busy' as const,
          },
        ]
      : []),
    ...targets
      .filter(({ configurationId }) => configurationId !== deployment.configurationId)
      .map(({ configurationId, weight }) => ({
        id: `target ${configurationId}`,
        kind: words.target,
        label: configurationId,
        ...(weight === undefined ? {} : { detail: words.weight(weight) }),
      })),
    ...(spillover
      ? [{ id: 'spillover', kind: words.spillover, label: deployments?.find(({ id }) => id === spillover)?.name ?? spillover }]
      : []),
  ]
  const edges: FlowEdge[] = [
    { from: 'executable', to: 'configuration' },
    ...bound.map(({ artifactId }) => ({ from: `artifact ${artifactId}`, to: 'configuration' })),
    { from: 'configuration', to: 'deployment' },
    ...nodes
      .filter(({ id }) => id === 'rollout' || id.startsWith('target '))
      .map(({ id }) => ({ from: id, to: 'deployment', dashed: id === 'rollout' })),
    ...(spillover ? [{ from: 'deployment', to: 'spillover', dashed: true, label: words.whenFull }] : []),
  ]
  const open = (id: string): void => {
    const configurationId =
      {
        configuration: deployment.configurationId,
        rollout: rollout?.configurationId,
      }[id] ?? (id.startsWith('target ') ? id.slice('target '.length) : undefined)
    if (configurationId !== undefined) void navigate({ to: '/configurations/$configurationId', params: { configurationId } })
    else if (id === 'executable' && executable?.template) void navigate({ to: '/templates' })
    else if (id === 'spillover' && spillover)
      void navigate({ to: '/deployments/$deploymentId', params: { deploymentId: spillover }, search: {} })
  }
  return (
    <section aria-label={words.madeOf}>
      <Title order={2} size="h3" mb="xs">
        {words.madeOf}
      </Title>
      <Flow
        label={words.chain(deployment.name)}
        nodes={nodes}
        edges={edges}
        onOpen={open}
        height={!wide ? 330 : nodes.length > 4 ? 260 : 150}
      />
    </section>
  )
}

const toneOf = ({ status }: Details): Tone =>
  status === 'RUNNING' ? 'ok' : status === 'DEAD' ? 'failed' : status === 'STOPPED' ? 'off' : 'busy'
