import { Anchor, Button, Group, Select, SimpleGrid, Stack } from '@mantine/core'
import { IconBox } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Empty } from '../../parts/empty.tsx'
import { Guarded } from '../../parts/guarded.tsx'
import { useEdit, useProblemAt } from './context.ts'
import { nameFrom, parameterOf } from './draft.ts'
import { needsScript, registeredConfiguration, registeredIn, registeredWays, type Way } from './infer.ts'
import { PickScript } from './pick-script.tsx'
import { RegisterModel } from './register-model.tsx'
import { useWords } from './words.ts'

/** A model of the registry: framework, model, version, what serves it, and its script where it needs one. */
export function PickRegistered() {
  const words = useWords()
  const { draft, dispatch, facts, editing } = useEdit()
  const troubleOfModel = useProblemAt('model', 'parameterBindings.model')
  const troubleOfVersion = useProblemAt('modelVersion', 'parameterBindings.modelVersion')
  const { model, said, versions, version, ways, way } = registeredIn(draft, facts)
  const [framework, setFramework] = useState<string | null>(null)
  const [registering, setRegistering] = useState(false)
  const { registered } = facts
  const newest = versions[0]
  const artifact = parameterOf(draft, 'artifactVersion')
  const pick = (name: string, asked: string, by: Way | undefined, artifactVersion: number | null): void => {
    const found = registered.filter((each) => each.name === name).sort((one, other) => other.version - one.version)
    const chosen = found.find((each) => String(each.version) === asked) ?? found[0]
    const serving = by ?? (chosen && registeredWays(facts, chosen)[0])
    if (!chosen || !serving) return
    const configuration = registeredConfiguration(serving, name, asked === '' ? String(chosen.version) : asked, artifactVersion)
    dispatch({ do: 'pick', configuration, name: nameFrom(name, facts.taken) })
  }
  const isNew = model !== null && draft.document.configuration?.executableId === ''
  // A model that was registered here is known by its name first, and by what serves it once it has been read.
  useEffect(() => {
    if (isNew && newest) pick(newest.name, '', undefined, null)
  }, [isNew, newest])
  const register = (
    <Guarded least="operator">
      {(may) => (
        <Button variant="default" size="xs" disabled={!may} onClick={() => setRegistering(true)}>
          {words.upload}
        </Button>
      )}
    </Guarded>
  )
  const dialog = (
    <RegisterModel
      opened={registering}
      onClose={() => setRegistering(false)}
      onDone={(name) => dispatch({ do: 'parameters', values: { model: name } })}
    />
  )
  if (registered.length === 0)
    return (
      <>
        <Empty
          icon={<IconBox size={36} stroke={1.4} />}
          title={words.noRegistered}
          text={words.noRegisteredText}
          action={
            <Group>
              {register}
              <Anchor renderRoot={(props) => <Link to="/registry" {...props} />}>{words.toRegistry}</Anchor>
            </Group>
          }
        />
        {dialog}
      </>
    )
  const frameworks = [...new Set(registered.map((each) => each.framework ?? other))].sort()
  const shownFramework = framework ?? (version ? (version.framework ?? other) : null)
  const names = [
    ...new Set(
      registered.filter((each) => framework === null || (each.framework ?? other) === framework).map(({ name }) => name),
    ),
  ].sort()
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={words.framework}
          placeholder={words.anyFramework}
          data={frameworks.map((each) => ({ value: each, label: each === other ? words.otherFramework : each }))}
          value={shownFramework}
          onChange={setFramework}
          clearable
        />
        <Select
          label={words.pickAModel}
          placeholder={words.pickModel}
          data={names}
          value={model !== null && names.includes(model) ? model : null}
          onChange={(next) => next && pick(next, '', undefined, null)}
          searchable
          allowDeselect={false}
          nothingFoundMessage={words.noSuchModel}
          error={troubleOfModel}
        />
      </SimpleGrid>
      {model !== null && newest && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={words.version}
            data={[
              ...versions.map(({ version: each }) => ({
                value: String(each),
                label: each === newest.version ? words.newest(each) : String(each),
              })),
              { value: 'latest', label: words.follow },
            ]}
            value={said}
            onChange={(next) => next && pick(model, next, way, null)}
            allowDeselect={false}
            error={troubleOfVersion}
          />
          <Select
            label={words.servedBy}
            data={ways.map(({ key, executable }) => ({ value: key, label: executable.title }))}
            value={way?.key ?? null}
            onChange={(key) =>
              pick(
                model,
                said,
                ways.find((each) => each.key === key),
                null,
              )
            }
            allowDeselect={false}
            disabled={editing}
          />
        </SimpleGrid>
      )}
      {version && way && (
        <PickScript
          key={`${version.name} ${version.version}`}
          model={version.name}
          version={version.version}
          needed={needsScript(way.executable)}
          extension={way.executable.id === 'node' ? '.js, .ts' : '.py, .ipynb'}
          value={artifact === undefined ? null : Number(artifact)}
          onChange={(next) => pick(version.name, said, way, next)}
        />
      )}
      <Group gap="sm">{register}</Group>
      {dialog}
    </Stack>
  )
}

const other = 'other'
