import { Tabs } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { useAddress } from './address.ts'
import { Calculator } from './calculator.tsx'
import { Limits } from './limits.tsx'
import { Plans } from './plans.tsx'
import { Pools } from './pools.tsx'
import { Requests } from './requests.tsx'
import { type Tab, tabs } from './routes.ts'
import { useWords } from './words.ts'

const panels = { limits: Limits, pools: Pools, plans: Plans, requests: Requests, calculator: Calculator } as const

export function Quotas() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <Tabs
        value={search.tab ?? 'limits'}
        onChange={(tab) =>
          set({ tab: tab === 'limits' ? undefined : (tab as Tab), sort: undefined, q: undefined, edit: undefined })
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
