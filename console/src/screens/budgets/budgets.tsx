import { Tabs } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { useAddress } from './address.ts'
import { BudgetList } from './budget-list.tsx'
import { Notifications } from './notifications.tsx'
import { type Tab, tabs } from './routes.ts'
import { useWords } from './words.ts'

const panels = { budgets: BudgetList, notifications: Notifications } as const

export function Budgets() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <Tabs
        value={search.tab ?? 'budgets'}
        onChange={(tab) =>
          set({ tab: tab === 'budgets' ? undefined : (tab as Tab), q: undefined, edit: undefined, peek: undefined })
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
