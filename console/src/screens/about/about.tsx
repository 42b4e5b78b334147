import { Button, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { callOk, read } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Page } from '../../parts/page.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { useCommonWords } from '../../words/common.ts'
import { Checks } from './checks.tsx'
import { FactsTable } from './facts-table.tsx'
import { System } from './system.tsx'
import { useWords } from './words.ts'

export function About() {
  const words = useWords()
  const isAdmin = useMay('admin')
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/about', {})
  if (error || !data)
    return (
      <Page title={words.title}>
        {error ? <Failed error={error} retry={() => void refetch()} /> : <SkeletonRows rows={12} />}
      </Page>
    )
  return (
    <Page title={words.title} description={words.description(data.version)}>
      {isAdmin && <Checks />}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <FactsTable
          title={words.installation}
          facts={[
            [words.id, <Copyable key="id" value={data.installationId} label={words.id} code />],
            [words.uptime, <Figure key="uptime" value={data.uptimeSeconds * 1_000} unit="ms" />],
            [words.publicUrl, data.publicUrl ?? words.notSet],
          ]}
        />
        {isAdmin && <Bundle />}
      </SimpleGrid>
      <FactsTable
        title={words.addresses}
        text={words.addressesText}
        facts={Object.entries(data.addresses).map(([name, address]) => [
          name,
          <Copyable key={name} value={address} label={name} code />,
        ])}
      />
      {data.system && <System system={data.system} />}
    </Page>
  )
}

function Bundle() {
  const words = useWords()
  const common = useCommonWords()
  const [busy, setBusy] = useState(false)
  const download = async (): Promise<void> => {
    setBusy(true)
    try {
      const answer = await callOk('/v2/admin/diagnostics')
      const address = URL.createObjectURL(await answer.blob())
      const link = document.createElement('a')
      link.href = address
      link.download = 'lectern-diagnostics.tar.gz'
      link.click()
      URL.revokeObjectURL(address)
    } catch (error) {
      notifications.show({ color: 'red', title: common.failed, message: error instanceof Error ? error.message : String(error) })
    }
    setBusy(false)
  }
  return (
    <Paper withBorder p="md" component="section" aria-label={words.bundle}>
      <Title order={2} size="h3" mb={4}>
        {words.bundle}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {words.bundleText}
      </Text>
      <Button variant="default" leftSection={<IconDownload size={16} />} loading={busy} onClick={() => void download()}>
        {words.download}
      </Button>
    </Paper>
  )
}
