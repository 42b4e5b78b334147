import { Select, Stack, Text } from '@mantine/core'
import { ArtifactInputs } from './artifact-inputs.tsx'
import { useEdit, useProblemAt } from './context.ts'
import { nameFrom } from './draft.ts'
import { executableConfiguration, requiredOf } from './infer.ts'
import { Parameters } from './parameters.tsx'
import { useWords } from './words.ts'

/** An executable with its parameters, as SAP's configurations name them: a serving template, an image, a runtime. */
export function PickExecutable() {
  const words = useWords()
  const { draft, dispatch, facts, editing } = useEdit()
  const trouble = useProblemAt('executableId')
  const { executables } = facts
  const executable = executables.find(({ id }) => id === draft.document.configuration?.executableId)
  const grouped = [
    { group: words.templates, items: executables.filter(({ template }) => template) },
    { group: words.runtimes, items: executables.filter(({ template, local }) => local && !template) },
    { group: words.providers, items: executables.filter(({ local }) => !local) },
  ]
  const pick = (id: string): void => {
    const next = executables.find((each) => each.id === id)
    if (next) dispatch({ do: 'pick', configuration: executableConfiguration(next), name: nameFrom(next.id, facts.taken) })
  }
  const required = executable ? requiredOf(executable.parameters) : []
  return (
    <Stack>
      <Select
        label={words.executable}
        placeholder={words.pickExecutable}
        data={grouped
          .filter(({ items }) => items.length > 0)
          .map(({ group, items }) => ({
            group,
            items: items.map(({ id, title }) => ({ value: id, label: title === id ? id : `${title} (${id})` })),
          }))}
        value={executable?.id ?? null}
        onChange={(next) => next && pick(next)}
        searchable
        allowDeselect={false}
        disabled={editing}
        error={trouble}
      />
      {executable && (
        <Text size="sm" c="dimmed">
          {executable.description}
        </Text>
      )}
      {executable && required.length > 0 && (
        <Parameters
          label={words.requiredParameters}
          executable={executable}
          wanted={(key) => required.includes(key) || (!executable.local && key === 'connection')}
        />
      )}
      {executable && <ArtifactInputs executable={executable} />}
    </Stack>
  )
}
