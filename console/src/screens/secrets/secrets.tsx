import { Page } from '../../parts/page.tsx'
import { TabPanels } from '../../parts/tab-panels.tsx'
import { useAddress } from './address.ts'
import { GenericSecrets } from './generic.tsx'
import { Registries } from './registries.tsx'
import { Stores } from './stores.tsx'
import { useWords } from './words.ts'

const panels = { generic: GenericSecrets, registries: Registries, stores: Stores } as const

export function Secrets() {
  const words = useWords()
  const { search, set } = useAddress()
  return (
    <Page title={words.title} description={words.description}>
      <TabPanels
        names={words.tabs}
        active={search.tab}
        onActive={(tab) => set({ tab, sort: undefined, edit: undefined, create: undefined })}
        panels={panels}
      />
    </Page>
  )
}
