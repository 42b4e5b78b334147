import { Alert, Button, Grid, Group, Menu, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconChevronDown, IconDeviceFloppy, IconPlus } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { type Artifact, type Version, versionPath } from './data.ts'
import { draftOfKept, draftOfTemplate, emptyDraft, isEmpty, keep, type ScriptDraft } from './draft.ts'
import { versionRoute } from './routes.ts'
import { ScriptEditor } from './script-editor.tsx'
import { type Role, roles, templates } from './templates.ts'
import { TryPanel } from './try-panel.tsx'
import { useScriptWords } from './words-scripts.ts'

/** Scripts of a version: written, checked, saved, and run for a moment. The address says which one it began with. */
export function Scripts({ version }: { readonly version: Version }) {
  const words = useScriptWords()
  const { script: shown } = versionRoute.useSearch()
  const navigate = useNavigate({ from: versionRoute.fullPath })
  const may = useMay('operator')
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/registry/models/{modelName}/versions/{version}/artifacts',
    versionPath(version.name, version.version),
  )
  const [draft, setDraft] = useState<ScriptDraft>(emptyDraft)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [turn, setTurn] = useState(0)
  // What the editor holds; saving gives it a number without reading it again.
  const holds = useRef<string | undefined>(undefined)
  const kept = (data?.resources ?? []).filter(({ artifactVersion }) => artifactVersion > 0)
  useEffect(() => {
    if (!data || shown === holds.current) return
    holds.current = shown
    setTrouble(null)
    const found = kept.find(({ artifactVersion }) => String(artifactVersion) === shown)
    if (!found) setDraft(draftOfTemplate(shown ?? ''))
    else void draftOfKept(version, found).then(setDraft, (problem: Error) => setTrouble(problem.message))
  }, [data, shown])
  const show = (script: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, script }) as never, replace: true })
  const hold = (artifact: number): void => {
    holds.current = String(artifact)
    show(String(artifact))
  }
  const change = (role: Role, script: ScriptDraft['scripts'][Role]): void =>
    setDraft(({ scripts: { [role]: _, ...scripts }, others }) => ({
      scripts: script ? { ...scripts, [role]: script } : scripts,
      others,
    }))
  const save = (): void => {
    setBusy(true)
    setTrouble(null)
    void keep(version, draft)
      .then((artifact) => {
        const known = kept.some(({ artifactVersion }) => artifactVersion === artifact)
        notifications.show({ message: known ? words.sameAs(artifact) : words.savedAs(artifact) })
        hold(artifact)
      })
      .catch((problem: Error) => setTrouble(problem.message))
      .finally(() => setBusy(false))
  }
  if (error) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={6} />
  const packaged = draft.others.some(({ path }) => path === 'package.json' || path.endsWith('/package.json'))
  return (
    <Stack>
      <Text size="sm" c="dimmed" maw={760}>
        {words.intro}
      </Text>
      <Group gap="xs" align="flex-end">
        <Select
          size="xs"
          w={280}
          label={words.kept}
          placeholder={kept.length === 0 ? words.noneKept : words.pickKept}
          data={kept.map((each) => ({
            value: String(each.artifactVersion),
            label: words.keptOption(each.artifactVersion, namesOf(each)),
          }))}
          value={kept.some(({ artifactVersion }) => String(artifactVersion) === shown) ? (shown ?? null) : null}
          onChange={(next) => show(next ?? undefined)}
          disabled={kept.length === 0}
          clearable
        />
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="xs" variant="default" disabled={!may} rightSection={<IconChevronDown size={14} />}>
              {words.begin}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {templates.map(({ id }) => (
              <Menu.Item
                key={id}
                onClick={() => {
                  holds.current = id
                  setDraft(draftOfTemplate(id))
                  show(id)
                }}
              >
                {id}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {!isEmpty(draft) && (
          <Button size="xs" leftSection={<IconDeviceFloppy size={15} />} disabled={!may} loading={busy} onClick={save} ml="auto">
            {words.save}
          </Button>
        )}
      </Group>
      {trouble && (
        <Alert color="red" variant="outline" role="alert">
          {trouble}
        </Alert>
      )}
      <Grid align="flex-start">
        {!isEmpty(draft) && (
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Stack>
              {roles.map((role) => {
                const script = draft.scripts[role]
                return script ? (
                  <ScriptEditor
                    key={role}
                    role={role}
                    script={script}
                    packaged={packaged}
                    onChange={(next) => change(role, next)}
                    onRemove={() => change(role, undefined)}
                    onSubmit={() => setTurn(turn + 1)}
                    readOnly={!may}
                  />
                ) : (
                  <Group key={role}>
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      leftSection={<IconPlus size={14} />}
                      disabled={!may}
                      onClick={() => change(role, draftOfTemplate(`${role}.py`).scripts[role])}
                    >
                      {words.addOther(words.role[role])}
                    </Button>
                  </Group>
                )
              })}
              {draft.others.length > 0 && (
                <Text size="xs" c="dimmed">
                  {`${words.more(draft.others.length)}: ${draft.others.map(({ path }) => path).join(', ')}`}
                </Text>
              )}
            </Stack>
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, lg: isEmpty(draft) ? 12 : 5 }}>
          <TryPanel version={version} draft={draft} turn={turn} onKept={hold} />
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

const namesOf = ({ predictor, transformer, config }: Artifact): string =>
  [predictor, transformer, config].filter((each) => each !== null).join(', ')
