import { Tabs } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { useAddress } from './address.ts'
import { GenericSecrets } from './generic.tsx'
import { Registries } from './registries.tsx'
import { type Tab, tabs } from './routes.ts'
import { Stores } from './stores.tsx'
import { useWords } from './words.ts'

const panels = { generic: GenericSecrets, registries: Registries, stores: Stores } as const

export function Secrets() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <Tabs
        value={search.tab ?? 'generic'}
        onChange={(tab) =>
          set({ tab: tab === 'generic' ? undefined : (tab as Tab), sort: undefined, edit: undefined, create: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {words.tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => {
          const Panel = panels[tab]
          return (
            <Tabs.Panel key={tab} value={tab}>
              <Panel />
            </Tabs.Panel>
          )
        })}
      </Tabs>
    </Page>
  )
}
