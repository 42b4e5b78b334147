import { Group, MultiSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Deployment } from '../../api/deployments.ts'
import { useStatusWords } from '../../parts/status.tsx'
import { modelOf, shownStatus } from './columns.tsx'
import { type DeploymentsSearch, deploymentsRoute } from './routes.ts'
import { useWords } from './words.ts'

/** What is shown of the list; all of it is in the address. */
export function Filters({ deployments }: { readonly deployments: readonly Deployment[] }) {
  const words = useWords()
  const status = useStatusWords().status as Readonly<Record<string, string>>
  const search = deploymentsRoute.useSearch()
  const navigate = useNavigate({ from: deploymentsRoute.fullPath })
  const set = (more: DeploymentsSearch): void => void navigate({ search: (before) => ({ ...before, ...more }), replace: true })
  return (
    <Group gap="xs">
      <TextInput
        aria-label={words.search}
        placeholder={words.search}
        leftSection={<IconSearch size={16} />}
        value={search.q ?? ''}
        onChange={({ currentTarget }) => set({ q: currentTarget.value })}
        w={{ base: '100%', sm: 280 }}
      />
      <MultiSelect
        aria-label={words.status}
        placeholder={search.status ? '' : words.status}
        data={counted(deployments, shownStatus).map(([value, n]) => ({ value, label: `${status[value] ?? value} (${n})` }))}
        value={listIn(search.status)}
        onChange={(values) => set({ status: values.join(',') })}
        clearable
        miw={150}
      />
      <MultiSelect
        aria-label={words.executable}
        placeholder={search.executable ? '' : words.executable}
        data={counted(deployments, ({ executableId }) => executableId).map(([value, n]) => ({ value, label: `${value} (${n})` }))}
        value={listIn(search.executable)}
        onChange={(values) => set({ executable: values.join(',') })}
        clearable
        miw={150}
      />
    </Group>
  )
}

/** The deployments that the address asks for. */
export function filtered(
  deployments: readonly Deployment[],
  { q = '', status, executable }: DeploymentsSearch,
): readonly Deployment[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const [statuses, executables] = [listIn(status), listIn(executable)]
  return deployments.filter((each) => {
    const text = `${each.name} ${each.id} ${modelOf(each)} ${each.executableId} ${each.configurationName}`.toLowerCase()
    return (
      words.every((word) => text.includes(word)) &&
      (statuses.length === 0 || statuses.includes(shownStatus(each))) &&
      (executables.length === 0 || executables.includes(each.executableId))
    )
  })
}

const listIn = (text: string | undefined): string[] => (text ? text.split(',') : [])

function counted(
  deployments: readonly Deployment[],
  of: (deployment: Deployment) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const each of deployments) counts.set(of(each), (counts.get(of(each)) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => one.localeCompare(other))
}
