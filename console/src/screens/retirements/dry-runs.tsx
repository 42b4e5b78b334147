import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Text, Title } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { readAgain } from '../../api/read-again.ts'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { useAddress } from './address.ts'
import { DryRunResult } from './dry-run-result.tsx'
import type { Retirement } from './retirements.tsx'
import { useWords } from './words.ts'

/** Tries a version with calls that were kept, before anything is switched. */
export function DryRuns({ retirement, onClose }: { readonly retirement: Retirement; readonly onClose: () => void }) {
  const words = useWords()
  const common = useCommonWords()
  const { search, set } = useAddress()
  const { id, name } = retirement.deployment
  const params = { path: { deploymentId: id } }
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/deployments/{deploymentId}/dry-runs', { params })
  const runs = data?.resources
  const shown = runs?.find(({ number }) => String(number) === search.run) ?? runs?.[0]
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.dryRunOf(name)}
      size="min(960px, 94vw)"
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {words.dryRunText}
        </Text>
        <Start retirement={retirement} />
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!runs && !error && <SkeletonRows rows={3} />}
        {runs && runs.length > 1 && (
          <Select
            label={words.runs}
            data={runs.map(({ number, modelVersion, state }) => ({
              value: String(number),
              label: `${words.run(number)}: ${modelVersion ?? words.otherConfiguration}, ${words.runStates[state]}`,
            }))}
            value={String(shown?.number)}
            onChange={(run) => set({ run: run ?? undefined, call: undefined })}
            allowDeselect={false}
            maw={420}
          />
        )}
        {shown && (
          <section>
            <Group gap="sm" mb="xs">
              <Title order={2} size="h3">
                {`${words.run(shown.number)}: ${shown.modelVersion ? words.versionNamed(shown.modelVersion) : words.otherConfiguration}`}
              </Title>
              <Text size="xs" c="dimmed" component="div">
                <RelativeTime at={shown.createdAt} />
              </Text>
            </Group>
            <DryRunResult deploymentId={id} number={shown.number} />
          </section>
        )}
      </Stack>
    </Modal>
  )
}

function Start({ retirement }: { readonly retirement: Retirement }) {
  const words = useWords()
  const { set } = useAddress()
  const { deployment, model, modelVersion, next } = retirement
  const { deployments } = useDeployments()
  const executableId = deployments?.find(({ id }) => id === deployment.id)?.executableId
  const { data: catalog } = read.useQuery('get', '/v2/admin/catalog', {})
  const versions = catalog?.resources
    .find((each) => each.model === model && each.executableId === executableId)
    ?.versions.map((each) => each.name)
    .filter((each) => each !== modelVersion)
  const [version, setVersion] = useState<string | null>(next?.to ?? null)
  const [calls, setCalls] = useState<number>(50)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const chosen = version ?? versions?.at(-1) ?? null
  const start = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    const params = { path: { deploymentId: deployment.id } }
    await api.POST('/v2/lm/deployments/{deploymentId}/dry-run', { params, body: { modelVersion: chosen ?? '', calls } }).then(
      ({ data }) => set({ run: data ? String(data.number) : undefined, call: undefined }),
      (error: Error) => setTrouble(error.message),
    )
    await readAgain('dry-runs')
    setBusy(false)
  }
  return (
    <>
      <Group align="flex-end" gap="sm">
        <Select
          label={words.version}
          data={versions ?? []}
          value={chosen}
          onChange={setVersion}
          allowDeselect={false}
          w={220}
          data-autofocus
        />
        <NumberInput
          label={words.lastCalls}
          value={calls}
          onChange={(value) => typeof value === 'number' && setCalls(value)}
          min={1}
          max={200}
          allowDecimal={false}
          w={150}
        />
        <Button leftSection={<IconPlayerPlay size={16} />} loading={busy} disabled={chosen === null} onClick={() => void start()}>
          {words.start}
        </Button>
      </Group>
      {trouble && (
        <Alert color="red" variant="outline" role="alert">
          {trouble}
        </Alert>
      )}
    </>
  )
}
