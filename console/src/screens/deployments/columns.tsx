import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Deployment } from '../../api/deployments.ts'
import { Copyable } from '../../parts/copyable.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { nameColumn, timeColumn } from '../../parts/list-columns.tsx'
import { DeploymentStatus } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
import { InlineScale } from './inline-scale.tsx'
import { useWords } from './words.ts'

/** What is shown of the columns unless the address says otherwise. */
export const usualColumns: readonly string[] = ['name', 'status', 'model', 'type', 'instances', 'retires', 'changed']

/** The columns of the list. A status sorts by how much it wants attention. */
export function useColumns(): readonly Column<Deployment>[] {
  const words = useWords()
  return [
    nameColumn(words.name, ({ id }, looks) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...looks} />),
    {
      id: 'status',
      header: words.status,
      sortBy: ({ status, name }) => `${urgency.indexOf(status)} ${name}`,
      cell: (row) => <DeploymentStatus status={shownStatus(row)} target={row.targetStatus} message={row.statusMessage} />,
    },
    {
      id: 'model',
      header: words.model,
      wide: true,
      sortBy: (row) => modelOf(row),
      cell: (row) => (
        <>
          <Text size="sm">{modelOf(row) || '–'}</Text>
          <Text size="xs" c="dimmed">
            {row.executableId}
          </Text>
        </>
      ),
    },
    {
      id: 'type',
      header: words.type,
      wide: true,
      sortBy: typeOf,
      cell: (row) => <Text size="sm">{typeOf(row)}</Text>,
    },
    {
      id: 'instances',
      header: words.instances,
      wide: true,
      sortBy: ({ instances }) => instances?.predictor?.running ?? -1,
      cell: (row) => <InlineScale deployment={row} />,
    },
    {
      id: 'retires',
      header: words.retires,
      wide: true,
      sortBy: ({ modelRetirementDate = '9999' }) => modelRetirementDate,
      cell: ({ modelRetirementDate }) => (
        <Text size="sm">{modelRetirementDate ? <Moment at={modelRetirementDate} day /> : '–'}</Text>
      ),
    },
    {
      id: 'configuration',
      header: words.configuration,
      wide: true,
      sortBy: ({ configurationName }) => configurationName.toLowerCase(),
      cell: ({ configurationName }) => <Text size="sm">{configurationName}</Text>,
    },
    { id: 'id', header: words.id, wide: true, cell: ({ id }) => <Copyable value={id} label={words.id} code /> },
    timeColumn('created', words.created, ({ createdAt }) => createdAt),
    timeColumn('changed', words.changed, ({ modifiedAt }) => modifiedAt),
  ]
}

const urgency = ['DEAD', 'UNKNOWN', 'PENDING', 'STOPPING', 'RUNNING', 'COMPLETED', 'STOPPED']

/** A paused deployment runs, but answers nobody: that counts more. */
export const shownStatus = ({ status, paused, targetStatus }: Deployment): string =>
  targetStatus === 'DELETED' ? 'DELETING' : paused ? 'PAUSED' : status

/** How it is admitted and billed; where nothing was said of it, instances of ours are what is paid for. */
export const typeOf = ({ deploymentType, instances }: Deployment): string =>
  deploymentType ?? (instances ? 'managed-compute' : 'serverless')

/** Name of the model it serves, as its details tell; empty where they do not. */
export const modelOf = ({ details, modelVersion }: Deployment): string => {
  const model = details?.resources.backendDetails['model']
  const name = typeof model === 'object' && model !== null && 'name' in model ? String(model.name) : ''
  return modelVersion && name ? `${name} ${modelVersion}` : name
}
