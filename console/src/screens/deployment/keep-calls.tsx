import { Group, Select, Switch, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { api, read } from '../../api/client.ts'
import { queries } from '../../app/queries.ts'
import { Guarded } from '../../parts/guarded.tsx'
import { useCommonWords } from '../../words/common.ts'
import type { Details } from './data.ts'
import { useRequestWords } from './request-words.ts'

const modes = ['all', 'inputs', 'outputs'] as const

/** Whether what is said is kept, to be read here: a switch, and what of it. Where it goes elsewhere is set under Settings. */
export function KeepCalls({ deployment }: { readonly deployment: Details }) {
  const words = useRequestWords()
  const common = useCommonWords()
  const params = { path: { deploymentId: deployment.id } }
  const { data } = read.useQuery('get', '/v2/admin/deployments/{deploymentId}/inferenceLog', { params })
  if (!data) return null
  const on = data.mode !== 'none' && data.sink.kind === 'store'
  const keep = (mode: (typeof modes)[number] | 'none'): void =>
    void api
      .PUT('/v2/admin/deployments/{deploymentId}/inferenceLog', { params, body: { ...data, mode, sink: { kind: 'store' } } })
      .then(() => readLogAgain())
      .catch((error: Error) => notifications.show({ color: 'red', title: common.failed, message: error.message }))
  const elsewhere = data.mode !== 'none' && data.sink.kind !== 'store'
  return (
    <Guarded least="operator">
      {(may) => (
        <Group gap="xs">
          <Tooltip label={elsewhere ? words.keptElsewhere : words.keepText} multiline maw={320} disabled={!may}>
            <Switch
              size="sm"
              label={words.keep}
              checked={on}
              disabled={!may || elsewhere}
              onChange={({ currentTarget }) => keep(currentTarget.checked ? 'all' : 'none')}
            />
          </Tooltip>
          {on && (
            <Select
              size="xs"
              w={170}
              aria-label={words.keepWhat}
              data={modes.map((value) => ({ value, label: words.modes[value] }))}
              value={data.mode}
              onChange={(next) => next && keep(next as (typeof modes)[number])}
              allowDeselect={false}
              disabled={!may}
            />
          )}
        </Group>
      )}
    </Guarded>
  )
}

/** Has the setting read again wherever it is shown. */
export const readLogAgain = (): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => typeof path === 'string' && path.endsWith('/inferenceLog') })
