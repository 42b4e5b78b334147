import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { tinykeys } from 'tinykeys'
import { unlessTyping, useSingleKeysOn } from '../app/shortcuts.tsx'
import { useCommonWords } from '../words/common.ts'
import { FacetChip } from './facet-chip.tsx'

/** Something that a list can be filtered by. Up to five values are chips, more are behind a button. */
export type Facet = {
  readonly id: string
  readonly label: string
  /** `count`: how many rows have it, given all other filters. */
  readonly values: readonly { readonly value: string; readonly label: string; readonly count?: number }[]
  readonly chosen: readonly string[]
}

/** Search and facets over a list; the page keeps what is set in its address. The key f goes to the search. */
export function FilterBar({
  search,
  onSearch,
  searchLabel,
  facets = [],
  onFacet,
  onClear,
  shown,
  children,
}: {
  readonly search: string
  readonly onSearch: (search: string) => void
  readonly searchLabel?: string
  readonly facets?: readonly Facet[]
  readonly onFacet?: (id: string, chosen: readonly string[]) => void
  /** Takes all filters away. */
  readonly onClear: () => void
  /** How many rows are left, in words. */
  readonly shown?: ReactNode
  /** More to choose by: a time range. */
  readonly children?: ReactNode
}) {
  const common = useCommonWords()
  const input = useRef<HTMLInputElement>(null)
  const singleKeys = useSingleKeysOn()
  useEffect(() => (singleKeys ? tinykeys(window, unlessTyping({ f: () => input.current?.focus() })) : undefined), [singleKeys])
  const any = search !== '' || facets.some(({ chosen }) => chosen.length > 0)
  const toggle = ({ id, chosen }: Facet, value: string): void =>
    onFacet?.(id, chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  const chips = (facet: Facet): ReactNode =>
    facet.values.map(({ value, label, count }) => (
      <FacetChip
        key={value}
        label={label}
        count={count}
        on={facet.chosen.includes(value)}
        onToggle={() => toggle(facet, value)}
      />
    ))
  return (
    <Group gap="sm" role="search" aria-label={common.search}>
      <TextInput
        ref={input}
        size="xs"
        w={{ base: '100%', sm: 240 }}
        aria-label={searchLabel ?? common.search}
        placeholder={searchLabel ?? common.search}
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && (search === '' ? input.current?.blur() : onSearch(''))}
      />
      {facets.map((facet) =>
        facet.values.length <= 5 ? (
          <Group key={facet.id} gap={4} role="group" aria-label={facet.label}>
            {chips(facet)}
          </Group>
        ) : (
          <Popover key={facet.id} trapFocus withArrow position="bottom-start">
            <Popover.Target>
              <Button
                variant={facet.chosen.length > 0 ? 'filled' : 'default'}
                size="compact-sm"
                fw={500}
                rightSection={<IconChevronDown size={13} />}
              >
                {facet.chosen.length > 0 ? `${facet.label} (${facet.chosen.length})` : facet.label}
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              <Stack gap={4} mah={320} style={{ overflow: 'auto' }}>
                {chips(facet)}
              </Stack>
            </Popover.Dropdown>
          </Popover>
        ),
      )}
      {children}
      {any && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconX size={13} />} onClick={onClear}>
          {common.clearFilters}
        </Button>
      )}
      {shown && (
        <Text size="xs" c="dimmed" role="status" ml="auto">
          {shown}
        </Text>
      )}
    </Group>
  )
}
