import { Alert, Button, Group, Select, Switch } from '@mantine/core'
import { IconDownload, IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { callOk } from '../../api/client.ts'
import { useGroup } from '../../api/group.ts'
import { saveText } from '../../parts/download.ts'
import { Empty } from '../../parts/empty.tsx'
import { Failed } from '../../parts/failed.tsx'
import { LogView } from '../../parts/log-view.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { type Details, useView } from './data.ts'
import { shortId, useInstances } from './instances.ts'
import { followLog, type LogAsked, readLog } from './log-reading.ts'
import { useLogTabWords } from './log-tab-words.ts'

const sinces = ['1h', '24h', '7d', 'all'] as const
type Since = (typeof sinces)[number]

/** What its instances write, as they write it; or what those before them wrote. */
export function Logs({ deployment }: { readonly deployment: Details }) {
  const words = useLogTabWords()
  const group = useGroup()
  const { search, set } = useView()
  const { running, ended, ready } = useInstances(deployment)
  const [source, setSource] = useState<string | null>(null)
  const previous = search.previous === true
  const since: Since = sinces.find((each) => each === search.since) ?? '24h'
  const asked: LogAsked = useMemo(
    () => ({
      deploymentId: deployment.id,
      instance: search.source,
      previous,
      // Of one instance, or of a run that is over, all is wanted: it may be long ago.
      ...(since === 'all' || previous || search.source !== undefined ? {} : { since }),
    }),
    [deployment.id, search.source, previous, since],
  )
  const components = useMemo(
    () => Object.fromEntries([...running, ...ended].map(({ id, component }) => [id, component])),
    // Names stay when the same instances are read again.
    [[...running, ...ended].map(({ id }) => id).join(' ')],
  )
  const named = useCallback(
    (id: string): string => `${components[id] === 'transformer' ? words.transformer : words.predictor} ${shortId(id)}`,
    [components, words],
  )
  const live = !previous && (search.source === undefined || running.some(({ id }) => id === search.source))
  const stream = useMemo(() => (live && ready ? followLog(asked, named) : undefined), [live, ready, asked, named])
  const still = useQuery({
    queryKey: ['log', group, asked],
    queryFn: () => readLog(asked, named),
    enabled: !live && ready,
    gcTime: 0,
    staleTime: 0,
  })
  const save = (): void =>
    void callOk(`/v2/lm/deployments/${deployment.id}/logs?start=1970-01-01T00:00:00Z`, { headers: { accept: 'text/plain' } })
      .then((answer) => answer.text())
      .then((text) => saveText(`${deployment.name}-all.log`, text))
  if (deployment.instances === undefined && running.length === 0)
    return <Empty icon={<IconFileText size={36} stroke={1.4} />} title={words.elsewhere} text={words.elsewhereText} />
  const instances = [
    { value: '', label: words.allInstances },
    ...running.map(({ id, component, phase }) => ({ value: id, label: words.instance(component, shortId(id), phase) })),
    ...ended.map(({ id, component }) => ({ value: id, label: words.endedInstance(component, shortId(id)) })),
  ]
  return (
    <>
      <Group gap="sm" align="center">
        <Select
          size="xs"
          w={250}
          aria-label={words.instanceLabel}
          data={instances}
          value={search.source ?? ''}
          onChange={(next) => set({ source: next || undefined })}
          allowDeselect={false}
        />
        <Select
          size="xs"
          w={150}
          aria-label={words.sinceLabel}
          data={sinces.map((each) => ({ value: each, label: words.since[each] }))}
          value={since}
          onChange={(next) => set({ since: next === '24h' || next === null ? undefined : next })}
          allowDeselect={false}
          disabled={previous || search.source !== undefined}
        />
        <Switch
          size="xs"
          label={words.previous}
          checked={previous}
          onChange={({ currentTarget }) => set({ previous: currentTarget.checked || undefined, source: undefined })}
        />
        <Button size="compact-sm" variant="subtle" ml="auto" leftSection={<IconDownload size={14} />} onClick={save}>
          {words.downloadAll}
        </Button>
      </Group>
      {still.error && <Failed error={still.error} retry={() => void still.refetch()} />}
      {previous && still.data?.length === 0 && (
        <Alert variant="outline" color="gray" py={6}>
          {words.noPrevious}
        </Alert>
      )}
      {!live && still.isPending ? (
        <SkeletonRows rows={10} height={30} />
      ) : (
        <LogView
          key={JSON.stringify([asked, live])}
          label={words.label(deployment.name)}
          lines={live ? none : (still.data ?? none)}
          {...(stream ? { stream } : {})}
          filter={search.q ?? ''}
          onFilter={(q) => set({ q: q || undefined })}
          source={source}
          onSource={setSource}
          fileName={deployment.name}
          height="max(320px, calc(100vh - 350px))"
        />
      )}
    </>
  )
}

const none = [] as const
