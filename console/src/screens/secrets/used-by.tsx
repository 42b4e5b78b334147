import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { type Deployment, useDeployments } from '../../api/deployments.ts'
import { Figure } from '../../parts/figure.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useWords } from './words.ts'

type Configuration = components['schemas']['Configuration']

/** Deployments of the group whose configuration names a secret, by `kind/name`. */
export function useUsedBy(): ReadonlyMap<string, readonly Deployment[]> {
  const { deployments } = useDeployments()
  const { data } = read.useQuery('get', '/v2/lm/configurations', {})
  return useMemo(() => {
    const named = new Map((data?.resources ?? []).map((each) => [each.id, secretsOf(each as Configuration)]))
    const users = new Map<string, Deployment[]>()
    for (const deployment of deployments ?? [])
      for (const secret of named.get(deployment.configurationId) ?? [])
        users.set(secret, [...(users.get(secret) ?? []), deployment])
    return users
  }, [data, deployments])
}

const shown = 3

export function UsedBy({ users = [] }: { readonly users: readonly Deployment[] | undefined }) {
  const words = useWords()
  if (users.length === 0)
    return (
      <Text size="sm" c="dimmed">
        –
      </Text>
    )
  return (
    <Group gap={8}>
      {users.slice(0, shown).map(({ id, name }) => (
        <Anchor
          key={id}
          size="sm"
          renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...props} />}
        >
          {name}
        </Anchor>
      ))}
      {users.length > shown && (
        <Text size="sm" c="dimmed">
          {sentence(words.andMore, <Figure value={users.length - shown} />)}
        </Text>
      )}
    </Group>
  )
}

/** `generic/hub`, `registries/mine`: each once. */
function secretsOf({ parameterBindings }: Configuration): ReadonlySet<string> {
  const found = parameterBindings.flatMap(({ key, value }) => {
    if (key === 'registrySecret') return [`registries/${value}`]
    return key === 'secretVariables' || key === 'transformerSecretVariables'
      ? namesIn(value).map((name) => `generic/${name}`)
      : []
  })
  return new Set(found)
}

/** `{"TOKEN": "hub/token?", "*": ["hub", "more"]}`: hub, more. */
function namesIn(text: string): readonly string[] {
  try {
    const sources = Object.values(JSON.parse(text) as Record<string, unknown>).flat()
    return sources.flatMap((source) => (typeof source === 'string' ? [source.replace(/[/?].*$/, '')] : []))
  } catch {
    return []
  }
}
