import { Select, type SelectProps } from '@mantine/core'

/** The time zone of this browser, as an IANA name. */
export const ownTimezone: string = Intl.DateTimeFormat().resolvedOptions().timeZone

const zones: readonly string[] = [...new Set(['UTC', ownTimezone, ...Intl.supportedValuesOf('timeZone')])]

/** Where hours, days and months begin. */
export function TimezoneSelect(props: Omit<SelectProps, 'data'>) {
  return <Select {...props} data={zones as string[]} searchable allowDeselect={false} limit={80} nothingFoundMessage="–" />
}
