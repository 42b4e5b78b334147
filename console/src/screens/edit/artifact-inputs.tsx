import { Select, Stack } from '@mantine/core'
import { read } from '../../api/client.ts'
import { useEdit } from './context.ts'
import type { Executable } from './facts.ts'
import { useWords } from './words.ts'

/** The artifacts that an executable takes, from those of the group. */
export function ArtifactInputs({ executable }: { readonly executable: Executable }) {
  const words = useWords()
  const { draft, dispatch, problem } = useEdit()
  const { data } = read.useQuery('get', '/v2/lm/artifacts', {}, { enabled: executable.inputArtifacts.length > 0 })
  if (executable.inputArtifacts.length === 0) return null
  const bound = draft.document.configuration?.inputArtifactBindings ?? {}
  return (
    <Stack gap="sm">
      {executable.inputArtifacts.map(({ name, kind, required, description }) => (
        <Select
          key={name}
          label={words.artifact(name)}
          description={description}
          placeholder={words.noArtifact}
          required={required}
          data={(data?.resources ?? [])
            .filter((each) => each.kind === kind)
            .map((each) => ({ value: each.id, label: `${each.name} · ${each.url}` }))}
          value={bound[name] ?? null}
          onChange={(next) => dispatch({ do: 'artifacts', values: { [name]: next ?? undefined } })}
          clearable
          searchable
          error={problem?.target === `inputArtifactBindings.${name}` ? problem.message : undefined}
        />
      ))}
    </Stack>
  )
}
