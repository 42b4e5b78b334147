import { useMay } from '../../api/session.ts'
import { NoPermission } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { TabPanels } from '../../parts/tab-panels.tsx'
import { useAddress } from './address.ts'
import { Cards } from './cards.tsx'
import { Corrections } from './corrections.tsx'
import { useWords } from './words.ts'

/** Of whoever charges anew. */
const needed = 'admin'

export function Rates() {
  const words = useWords()
  const isAdmin = useMay(needed)
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <TabPanels
        names={words.tabs}
        active={search.tab}
        onActive={(tab) => set({ tab, q: undefined, edit: undefined, sort: undefined })}
        panels={{ cards: Cards, corrections: isAdmin ? Corrections : NoCorrections }}
      />
    </Page>
  )
}

const NoCorrections = () => <NoPermission role={needed} />
