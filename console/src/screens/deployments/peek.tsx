import { Button, Group, Stack, Table } from '@mantine/core'
import { IconArrowRight, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Deployment } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'
import { serverUrl } from '../../app/place.ts'
import { Copyable } from '../../parts/copyable.tsx'
import { PeekPanel } from '../../parts/peek-panel.tsx'
import { DeploymentStatus } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { act, isEligible } from './acts.ts'
import { modelOf, shownStatus, typeOf } from './columns.tsx'
import { useWords } from './words.ts'

/** A look into one deployment beside the list; j and k go on to the next while it is open. */
export function Peek({ deployment, onClose }: { readonly deployment: Deployment; readonly onClose: () => void }) {
  const words = useWords()
  const may = useMay('operator')
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.url, deployment.deploymentUrl === '' ? '–' : <Copyable value={urlOf(deployment)} label={words.url} code />],
    [words.id, <Copyable key="id" value={deployment.id} label={words.id} code />],
    [words.model, modelOf(deployment) || '–'],
    [words.executable, deployment.executableId],
    [words.configuration, deployment.configurationName],
    [words.type, typeOf(deployment)],
    [words.changed, <RelativeTime key="changed" at={deployment.modifiedAt} />],
  ]
  return (
    <PeekPanel title={deployment.name} label={words.peek(deployment.name)} onClose={onClose}>
      <Stack>
        <DeploymentStatus status={shownStatus(deployment)} target={deployment.targetStatus} message={deployment.statusMessage} />
        <Group gap="xs">
          <Button
            renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: deployment.id }} {...props} />}
            rightSection={<IconArrowRight size={16} />}
          >
            {words.openPage}
          </Button>
          {isEligible.stop(deployment) && (
            <Button
              variant="default"
              disabled={!may}
              leftSection={<IconPlayerStop size={16} />}
              onClick={() => void act('stop', [deployment])}
            >
              {words.stop}
            </Button>
          )}
          {isEligible.start(deployment) && (
            <Button
              variant="default"
              disabled={!may}
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => void act('start', [deployment])}
            >
              {words.start}
            </Button>
          )}
        </Group>
        <Table variant="vertical">
          <Table.Tbody>
            {facts.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={130}>{name}</Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </PeekPanel>
  )
}

/** The server may know itself by another name than the one that this page was called by. */
const urlOf = ({ deploymentUrl }: Deployment): string => deploymentUrl.replace(/^https?:\/\/[^/]+/, new URL(serverUrl).origin)
