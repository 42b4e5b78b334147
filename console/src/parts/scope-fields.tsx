import { Autocomplete, Select, SimpleGrid, Text } from '@mantine/core'
import { read } from '../api/client.ts'
import { useDeployments } from '../api/deployments.ts'
import { type Scope, useApiKeys } from './scope-text.tsx'
import { useScopeWords } from './scope-words.ts'

export const noScope: Scope = { resourceGroup: null, deployment: null, model: null, apiKey: null, executable: null }

/** Asks what a limit is to count. */
export function ScopeFields({ value, onChange }: { readonly value: Scope; readonly onChange: (scope: Scope) => void }) {
  const words = useScopeWords()
  const { deployments = [] } = useDeployments()
  const keys = useApiKeys()
  const models = useModelNames()
  const { data: groups } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const executables = [...new Set(deployments.map(({ executableId }) => executableId))].sort()
  const set = (more: Partial<Scope>): void => onChange({ ...value, ...more })
  const picks = { placeholder: words.any, clearable: true, searchable: true } as const
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0, minInlineSize: 0 }}>
      <Text component="legend" size="sm" c="dimmed" pb="xs">
        {words.counts}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs">
        <Select
          {...picks}
          label={words.resourceGroup}
          data={groups?.resources.map(({ resourceGroupId }) => resourceGroupId) ?? []}
          value={value.resourceGroup}
          onChange={(resourceGroup) => set({ resourceGroup })}
        />
        <Select
          {...picks}
          label={words.deployment}
          data={deployments.map(({ id, name }) => ({ value: id, label: name }))}
          value={value.deployment}
          onChange={(deployment) => set({ deployment })}
        />
        <Autocomplete
          label={words.model}
          placeholder={words.any}
          data={models}
          limit={60}
          value={value.model ?? ''}
          onChange={(model) => set({ model: model === '' ? null : model })}
        />
        <Autocomplete
          label={words.apiKey}
          placeholder={words.any}
          description={words.apiKeyHint}
          inputWrapperOrder={['label', 'input', 'description']}
          data={keys.map(({ id }) => id)}
          renderOption={({ option }) => `${keys.find(({ id }) => id === option.value)?.name ?? ''} · ${option.value}`}
          value={value.apiKey ?? ''}
          onChange={(apiKey) => set({ apiKey: apiKey === '' ? null : apiKey })}
        />
        <Autocomplete
          label={words.executable}
          placeholder={words.any}
          data={executables}
          value={value.executable ?? ''}
          onChange={(executable) => set({ executable: executable === '' ? null : executable })}
        />
      </SimpleGrid>
    </fieldset>
  )
}

/** Names of all models of the catalog, each once. */
export function useModelNames(): readonly string[] {
  const { data } = read.useQuery('get', '/v2/admin/catalog', {})
  return [...new Set(data?.resources.map(({ model }) => model) ?? [])].sort()
}
