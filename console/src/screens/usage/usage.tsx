import { Tabs } from '@mantine/core'
import { Page } from '../../parts/page.tsx'
import { useAddress } from './address.ts'
import { Calls } from './calls.tsx'
import { Estimate } from './estimate.tsx'
import { Hints } from './hints.tsx'
import { Overview } from './overview.tsx'
import { type Tab, tabs } from './routes.ts'
import { Statement } from './statement.tsx'
import { useWords } from './words.ts'

const panels = { overview: Overview, calls: Calls, statement: Statement, hints: Hints, estimate: Estimate } as const

export function Usage() {
  const words = useWords()
  const { search, set } = useAddress()
  const tab = search.tab ?? 'overview'
  return (
    <Page title={words.title} description={words.description}>
      <Tabs
        value={tab}
        onChange={(next) =>
          set({ tab: next === 'overview' ? undefined : (next as Tab), sort: undefined, peek: undefined, state: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {words.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((each) => {
          const Panel = panels[each]
          return (
            <Tabs.Panel key={each} value={each}>
              <Panel />
            </Tabs.Panel>
          )
        })}
      </Tabs>
    </Page>
  )
}
