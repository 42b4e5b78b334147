import { Page } from '../../parts/page.tsx'
import { TabPanels } from '../../parts/tab-panels.tsx'
import { useAddress } from './address.ts'
import { BudgetList } from './budget-list.tsx'
import { Notifications } from './notifications.tsx'
import { useWords } from './words.ts'

const panels = { budgets: BudgetList, notifications: Notifications } as const

export function Budgets() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <TabPanels
        names={words.tabs}
        active={search.tab}
        onActive={(tab) => set({ tab, q: undefined, edit: undefined, peek: undefined })}
        panels={panels}
      />
    </Page>
  )
}
