import { Group, Text } from '@mantine/core'
import type { components } from '../../../src/client/openapi.ts'
import { read } from '../api/client.ts'
import { useDeployments } from '../api/deployments.ts'
import { useMay } from '../api/session.ts'
import { useScopeWords } from './scope-words.ts'

export type Scope = components['schemas']['LimitScope']

export const scopeKeys = [
  'resourceGroup',
  'deployment',
  'model',
  'apiKey',
  'executable',
] as const satisfies readonly (keyof Scope)[]

/** What a limit counts, with names in place of ids where they are known. */
export function ScopeText({ scope }: { readonly scope: Scope }) {
  const words = useScopeWords()
  const named = useScopeNames()
  const said = scopeKeys.flatMap((key) => (scope[key] === null ? [] : [[key, named(key, scope[key])] as const]))
  if (said.length === 0)
    return (
      <Text size="sm" fw={600}>
        {words.everything}
      </Text>
    )
  return (
    <Group gap="md" style={{ rowGap: 0 }}>
      {said.map(([key, name]) => (
        <div key={key}>
          <Text size="xs" c="dimmed">
            {words[key]}
          </Text>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
        </div>
      ))}
    </Group>
  )
}

/** A name for an id. Keys are for administrators to see; for others the id stays. */
export function useScopeNames(): (key: keyof Scope, id: string) => string {
  const { deployments } = useDeployments()
  const keys = useApiKeys()
  return (key, id) =>
    (key === 'deployment'
      ? deployments?.find((each) => each.id === id)?.name
      : key === 'apiKey'
        ? keys.find((each) => each.id === id)?.name
        : undefined) ?? id
}

/** The scope in one line, to be typed or heard. */
export function useScopeLine(): (scope: Scope) => string {
  const words = useScopeWords()
  const named = useScopeNames()
  return (scope) =>
    scopeKeys.flatMap((key) => (scope[key] === null ? [] : [named(key, scope[key])])).join(' · ') || words.everything
}

export function useApiKeys(): readonly { readonly id: string; readonly name: string }[] {
  const may = useMay('admin')
  return read.useQuery('get', '/v2/admin/apiKeys', {}, { enabled: may }).data?.resources ?? []
}
