import { Tabs } from '@mantine/core'
import type { ComponentType } from 'react'
import { TabRow } from './tab-row.tsx'

/** The parts of a screen beside each other; only the one that the address names is there. The first of them needs no name in it. */
export function TabPanels<Name extends string>({
  names,
  active,
  onActive,
  panels,
}: {
  readonly names: Readonly<Record<Name, string>>
  /** undefined: the first. */
  readonly active: Name | undefined
  /** undefined: the first. */
  readonly onActive: (tab: Name | undefined) => void
  readonly panels: Readonly<Record<Name, ComponentType>>
}) {
  const tabs = Object.keys(panels) as Name[]
  const [first] = tabs
  return (
    <Tabs
      value={active ?? first ?? null}
      onChange={(tab) => onActive(tab === first || tab === null ? undefined : (tab as Name))}
      keepMounted={false}
    >
      <TabRow mb="md" active={active ?? first}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {names[tab]}
          </Tabs.Tab>
        ))}
      </TabRow>
      {tabs.map((tab) => {
        const Panel: ComponentType = panels[tab]
        return (
          <Tabs.Panel key={tab} value={tab}>
            <Panel />
          </Tabs.Panel>
        )
      })}
    </Tabs>
  )
}
