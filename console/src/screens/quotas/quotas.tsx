import { Page } from '../../parts/page.tsx'
import { TabPanels } from '../../parts/tab-panels.tsx'
import { useAddress } from './address.ts'
import { Calculator } from './calculator.tsx'
import { Limits } from './limits.tsx'
import { Plans } from './plans.tsx'
import { Pools } from './pools.tsx'
import { Requests } from './requests.tsx'
import { useWords } from './words.ts'

const panels = { limits: Limits, pools: Pools, plans: Plans, requests: Requests, calculator: Calculator } as const

export function Quotas() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <TabPanels
        names={words.tabs}
        active={search.tab}
        onActive={(tab) => set({ tab, sort: undefined, q: undefined, edit: undefined })}
        panels={panels}
      />
    </Page>
  )
}
