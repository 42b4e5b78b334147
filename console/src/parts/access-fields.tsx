import { MultiSelect, Radio, Select, Stack, Switch } from '@mantine/core'
import { read } from '../api/client.ts'
import type { Role } from '../api/session.ts'
import { makeWords } from '../words/words.ts'

/** What a key, a client or a person may do, and where. */
export type AccessValue = { readonly role: Role; readonly resourceGroups: '*' | readonly string[] }

/** The fields in which it is said what somebody may do, and in which resource groups. */
export function AccessFields({
  value,
  onChange,
}: {
  readonly value: AccessValue
  readonly onChange: (value: AccessValue) => void
}) {
  const words = useAccessWords()
  const { data } = read.useQuery('get', '/v2/admin/resourceGroups', {})
  const groups = data?.resources.map(({ resourceGroupId }) => resourceGroupId) ?? []
  const everywhere = value.resourceGroups === '*'
  return (
    <Stack gap="sm">
      <Radio.Group label={words.role} value={value.role} onChange={(role) => onChange({ ...value, role: role as Role })}>
        <Stack gap={6} mt={4}>
          {(Object.keys(words.roles) as Role[]).map((role) => (
            <Radio key={role} value={role} label={words.names[role]} description={words.roles[role]} />
          ))}
        </Stack>
      </Radio.Group>
      <Switch
        label={words.everywhere}
        checked={everywhere}
        onChange={({ currentTarget }) => onChange({ ...value, resourceGroups: currentTarget.checked ? '*' : ['default'] })}
      />
      {!everywhere && (
        <MultiSelect
          label={words.groups}
          data={groups}
          value={[...value.resourceGroups]}
          onChange={(chosen) => onChange({ ...value, resourceGroups: chosen })}
          searchable
          required
        />
      )}
    </Stack>
  )
}

/** When it ends: presets, as nobody likes to type dates. `value`: days, or null for never. */
export function ExpirySelect({
  value,
  onChange,
}: {
  readonly value: number | null
  readonly onChange: (days: number | null) => void
}) {
  const words = useAccessWords()
  const presets = [7, 30, 90, 365].map((days) => ({ value: String(days), label: words.days(days) }))
  return (
    <Select
      label={words.expires}
      data={[...presets, { value: 'never', label: words.never }]}
      value={value === null ? 'never' : String(value)}
      onChange={(chosen) => onChange(chosen === 'never' || chosen === null ? null : Number(chosen))}
      allowDeselect={false}
    />
  )
}

export const groupsText = (groups: '*' | readonly string[], all: string): string => (groups === '*' ? all : groups.join(', '))

export const useAccessWords = makeWords({
  en: {
    role: 'Role',
    names: { viewer: 'Viewer', consumer: 'Consumer', operator: 'Operator', admin: 'Administrator' },
    roles: {
      viewer: 'reads, and changes nothing',
      consumer: 'also calls models and sees usage',
      operator: 'also deploys and configures',
      admin: 'does everything',
    },
    everywhere: 'In all resource groups',
    groups: 'Resource groups',
    all: 'all',
    expires: 'Expires',
    never: 'Never',
    days: (n: number) => (n === 365 ? 'In a year' : `In ${n} days`),
  },
  de: {
    role: 'Rolle',
    names: { viewer: 'Betrachter', consumer: 'Nutzer', operator: 'Betreiber', admin: 'Administrator' },
    roles: {
      viewer: 'liest und ändert nichts',
      consumer: 'ruft auch Modelle auf und sieht die Nutzung',
      operator: 'stellt auch bereit und konfiguriert',
      admin: 'darf alles',
    },
    everywhere: 'In allen Ressourcengruppen',
    groups: 'Ressourcengruppen',
    all: 'alle',
    expires: 'Läuft ab',
    never: 'Nie',
    days: (n: number) => (n === 365 ? 'In einem Jahr' : `In ${n} Tagen`),
  },
})
