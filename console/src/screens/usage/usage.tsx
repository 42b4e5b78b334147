import { Page } from '../../parts/page.tsx'
import { TabPanels } from '../../parts/tab-panels.tsx'
import { useAddress } from './address.ts'
import { Calls } from './calls.tsx'
import { Estimate } from './estimate.tsx'
import { Hints } from './hints.tsx'
import { Overview } from './overview.tsx'
import { Statement } from './statement.tsx'
import { useWords } from './words.ts'

const panels = { overview: Overview, calls: Calls, statement: Statement, hints: Hints, estimate: Estimate } as const

export function Usage() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <TabPanels
        names={words.tabs}
        active={search.tab}
        onActive={(tab) => set({ tab, sort: undefined, peek: undefined, state: undefined })}
        panels={panels}
      />
    </Page>
  )
}
