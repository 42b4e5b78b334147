import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
import { useDeployments } from '../../api/deployments.ts'
import { useGroup } from '../../api/group.ts'
import { CodeEditor } from '../../parts/code-editor.tsx'
import { useEdit } from './context.ts'
import { yamlOf } from './copies.ts'
import { readDocument } from './read-document.ts'
import { originOf } from './start.ts'
import { useYamlWords } from './words-yaml.ts'

/** The draft as the document that `lectern apply` takes; what is written here is the same draft in the form. */
export function YamlForm() {
  const words = useYamlWords()
  const { draft, dispatch, facts, editing, problem } = useEdit()
  const group = useGroup()
  const { deployments = [] } = useDeployments()
  const [made, setMade] = useState<string | null>(null)
  useEffect(() => {
    if (!draft.yaml) void yamlOf(draft.document).then(setMade)
  }, [draft.yaml, draft.document])
  const text = draft.yaml?.text ?? made
  if (text === null) return null
  const change = async (next: string): Promise<void> => {
    const read = await readDocument(next, words.troubles, editing ? draft.document.name : null, group)
    const { troubles } = read
    const document = read.document && withId(read.document, deployments)
    const origin = document?.configuration ? originOf(document.configuration, facts) : null
    dispatch({ do: 'yaml', yaml: { text: next, troubles }, document, origin })
  }
  const said = problem?.target ? lineOf(text, problem.target) : null
  const troubles = [
    ...(draft.yaml?.troubles ?? []),
    ...(said !== null && problem ? [{ line: said, message: problem.message }] : []),
  ]
  return (
    <div>
      <Text size="sm" c="dimmed" mb="xs">
        {words.text}
      </Text>
      <CodeEditor
        label={words.document}
        language="yaml"
        value={text}
        onChange={(next) => void change(next)}
        troubles={troubles.map((each) => ({ ...each, severity: 'error' as const }))}
        height="520px"
      />
      {(draft.batcher || draft.log) && (
        <Text size="xs" c="dimmed" mt={4}>
          {words.beside}
        </Text>
      )}
    </div>
  )
}

/** A document names the deployment that takes over; the API takes its id. */
function withId(
  document: DeploymentManifest,
  deployments: readonly { readonly id: string; readonly name: string }[],
): DeploymentManifest {
  const found = deployments.find(({ name }) => name === document.spilloverDeployment)
  return found ? { ...document, spilloverDeployment: found.id } : document
}

/** The line that names the last word of a place: `parameterBindings.modelName`. null: none does. */
function lineOf(text: string, target: string): number | null {
  const key = target.split('.').at(-1) ?? target
  const at = text.split('\n').findIndex((line) => line.trimStart().startsWith(`${key}:`))
  return at < 0 ? null : at + 1
}
