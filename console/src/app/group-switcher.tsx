import { Select } from '@mantine/core'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { read } from '../api/client.ts'
import { setGroup, useGroup } from '../api/group.ts'
import { queries } from './queries.ts'
import { useShellWords } from './words.ts'

/** The tenant that everything on the screen belongs to. Choosing another forgets all that was read of the old one. */
export function GroupSwitcher() {
  const words = useShellWords()
  const group = useGroup()
  const navigate = useNavigate()
  const router = useRouter()
  const { data } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const ids = data?.resources.map((each) => each.resourceGroupId) ?? []
  const known = ids.includes(group) ? ids : [group, ...ids]
  const choose = async (next: string): Promise<void> => {
    // It may be stayed where one is: somebody has not saved yet.
    await navigate({ to: '.', search: (before: object) => ({ ...before, group: next }) } as never)
    if (router.state.location.search.group !== next) return
    setGroup(next)
    await queries.resetQueries()
  }
  const [first] = ids
  // A credential that may enter some other groups only has nothing to look at in this one.
  const astray = data !== undefined && !ids.includes(group)
  useEffect(() => {
    if (first !== undefined && astray) void choose(first)
  }, [first, astray])
  return (
    <Select
      aria-label={words.group}
      data={known}
      value={group}
      onChange={(next) => next && void choose(next)}
      searchable={known.length > 8}
      allowDeselect={false}
      size="xs"
      w={{ base: 110, sm: 170 }}
      comboboxProps={{ width: 240, position: 'bottom-start' }}
    />
  )
}
