import { Anchor, Select, SimpleGrid, Stack } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Empty } from '../../parts/empty.tsx'
import { useEdit, useProblemAt } from './context.ts'
import { nameFrom, parameterOf } from './draft.ts'
import type { Facts } from './facts.ts'
import { catalogConfiguration, catalogModels, catalogWays, offersOf, type Way } from './infer.ts'
import { useWords } from './words.ts'

/** A model of a provider that there is a connection to. */
export function PickCatalog() {
  const words = useWords()
  const { draft, dispatch, facts, editing } = useEdit()
  const troubleOfModel = useProblemAt('model', 'parameterBindings.modelName')
  const troubleOfVersion = useProblemAt('modelVersion', 'parameterBindings.modelVersion')
  const troubleOfWay = useProblemAt('connection', 'parameterBindings.connection', 'executableId')
  const models = catalogModels(facts)
  if (models.length === 0)
    return (
      <Empty
        icon={<IconPlugConnected size={36} stroke={1.4} />}
        title={words.noConnection}
        text={words.noConnectionText}
        action={<Anchor renderRoot={(props) => <Link to="/connections" {...props} />}>{words.toConnections}</Anchor>}
      />
    )
  const model = parameterOf(draft, 'modelName') ?? null
  const known = model !== null && models.includes(model)
  const version = parameterOf(draft, 'modelVersion') ?? 'latest'
  const ways = known ? catalogWays(facts, model) : []
  const way =
    ways.find(({ executable, connection }) =>
      isChosen(draft.document.configuration?.executableId, executable.id, parameterOf(draft, 'connection'), connection),
    ) ?? ways[0]
  const versions = known
    ? (offersOf(facts, model).find(({ executableId }) => executableId === way?.executable.id)?.versions ?? [])
    : []
  const pick = (next: string, by: Way | undefined, asked: string): void => {
    if (!by) return
    const configuration = catalogConfiguration(by, next, asked === 'latest' ? null : asked)
    dispatch({ do: 'pick', configuration, name: nameFrom(next, facts.taken) })
  }
  const latest = versions.find(({ isDefault }) => isDefault)?.name
  return (
    <Stack>
      <Select
        label={words.model}
        placeholder={words.pickModel}
        data={models.map((each) => ({ value: each, label: isRetired(facts, each) ? `${each} · ${words.stage.retired}` : each }))}
        value={known ? model : null}
        onChange={(next) => next && pick(next, catalogWays(facts, next)[0], 'latest')}
        searchable
        nothingFoundMessage={words.noSuchModel}
        allowDeselect={false}
        error={troubleOfModel}
        limit={200}
        {...(editing ? {} : { 'data-autofocus': true })}
      />
      {known && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={words.version}
            data={[
              { value: 'latest', label: latest === undefined ? words.latest : words.latestIs(latest) },
              ...versions.map(({ name, stage }) => ({
                value: name,
                label: stage === 'active' ? name : `${name} · ${words.stage[stage]}`,
                disabled: stage === 'retired',
              })),
            ]}
            value={version}
            onChange={(next) => next && pick(model, way, next)}
            allowDeselect={false}
            error={troubleOfVersion}
          />
          <Select
            label={words.servedBy}
            data={ways.map(({ key, executable, connection }) => ({
              value: key,
              label: connection === null ? executable.title : `${executable.title} · ${connection}`,
            }))}
            value={way?.key ?? null}
            onChange={(key) =>
              pick(
                model,
                ways.find((each) => each.key === key),
                version,
              )
            }
            allowDeselect={false}
            disabled={editing}
            error={troubleOfWay}
          />
        </SimpleGrid>
      )}
    </Stack>
  )
}

/** No version of it answers any more. */
const isRetired = (facts: Facts, model: string): boolean =>
  offersOf(facts, model).every(({ versions }) => versions.every(({ stage }) => stage === 'retired'))

/** A parameter that was not said has the connection's usual name. */
const isChosen = (chosen: string | undefined, executable: string, said: string | undefined, connection: string | null): boolean =>
  chosen === executable && (connection === null || connection === (said ?? executable))
