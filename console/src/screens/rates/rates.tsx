import { Tabs } from '@mantine/core'
import { useMay } from '../../api/session.ts'
import { NoPermission } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { useAddress } from './address.ts'
import { Cards } from './cards.tsx'
import { Corrections } from './corrections.tsx'
import { type Tab, tabs } from './routes.ts'
import { useWords } from './words.ts'

/** Of whoever charges anew. */
const needed = 'admin'

export function Rates() {
  const words = useWords()
  const isAdmin = useMay(needed)
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <Tabs
        value={search.tab ?? 'cards'}
        onChange={(tab) =>
          set({ tab: tab === 'cards' ? undefined : (tab as Tab), q: undefined, edit: undefined, sort: undefined })
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
        <Tabs.Panel value="cards">
          <Cards />
        </Tabs.Panel>
        <Tabs.Panel value="corrections">{isAdmin ? <Corrections /> : <NoPermission role={needed} />}</Tabs.Panel>
      </Tabs>
    </Page>
  )
}
