import { Anchor, Select, Stack, TextInput } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../parts/empty.tsx'
import { useEdit, useProblemAt } from './context.ts'
import { nameFrom, parameterOf } from './draft.ts'
import { catalogConfiguration } from './infer.ts'
import { useWords } from './words.ts'

/** A model that no catalog lists: by the name that the server of a connection knows it by. */
export function PickOwn() {
  const words = useWords()
  const { draft, dispatch, facts, editing } = useEdit()
  const troubleOfModel = useProblemAt('model', 'parameterBindings.modelName')
  const troubleOfConnection = useProblemAt('connection', 'parameterBindings.connection')
  const { connections, executables } = facts
  if (connections.length === 0)
    return (
      <Empty
        icon={<IconPlugConnected size={36} stroke={1.4} />}
        title={words.noConnection}
        text={words.noConnectionText}
        action={<Anchor renderRoot={(props) => <Link to="/connections" {...props} />}>{words.toConnections}</Anchor>}
      />
    )
  const { executableId } = draft.document.configuration ?? {}
  const said = parameterOf(draft, 'connection')
  const chosen =
    connections.find(({ name, provider }) => name === said && (executableId === undefined || provider === executableId)) ??
    (connections.length === 1 ? connections[0] : undefined)
  const model = parameterOf(draft, 'modelName') ?? ''
  const pick = (connection: string | undefined, next: string): void => {
    const provider = connections.find(({ name }) => name === connection)?.provider
    const executable = executables.find(({ id }) => id === provider)
    if (!executable || connection === undefined) return
    const configuration = catalogConfiguration({ key: '', executable, connection }, next, null)
    dispatch({ do: 'pick', configuration, name: next === '' ? '' : nameFrom(next, facts.taken) })
  }
  const options = connections.filter(({ provider }) => !editing || provider === executableId)
  return (
    <Stack>
      <Select
        label={words.connection}
        data={options.map(({ name, provider }) => ({ value: name, label: `${name} · ${titleOf(facts.executables, provider)}` }))}
        value={chosen?.name ?? null}
        onChange={(next) => pick(next ?? undefined, model)}
        allowDeselect={false}
        error={troubleOfConnection}
      />
      <TextInput
        label={words.modelName}
        description={words.modelNameText}
        value={model}
        onChange={({ currentTarget }) => pick(chosen?.name, currentTarget.value)}
        disabled={chosen === undefined}
        spellCheck={false}
        autoComplete="off"
        error={troubleOfModel}
      />
    </Stack>
  )
}

const titleOf = (executables: readonly { readonly id: string; readonly title: string }[], provider: string): string =>
  executables.find(({ id }) => id === provider)?.title ?? provider
