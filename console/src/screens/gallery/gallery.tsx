import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../parts/page.tsx'
import { TabRow } from '../../parts/tab-row.tsx'
import { Charts } from './charts.tsx'
import { Code } from './code.tsx'
import { Controls } from './controls.tsx'
import { Form } from './form.tsx'
import { Graphs } from './graphs.tsx'
import { Log } from './log.tsx'
import { type GalleryPart, galleryParts } from './parts.ts'
import { Texts } from './texts.tsx'

const shown: Readonly<Record<GalleryPart, () => React.ReactNode>> = {
  charts: Charts,
  log: Log,
  code: Code,
  form: Form,
  texts: Texts,
  graphs: Graphs,
  controls: Controls,
}

export function Gallery() {
  const { part = 'charts' } = useSearch({ from: '/gallery' })
  const navigate = useNavigate({ from: '/gallery' })
  const Shown = shown[part]
  return (
    <Page title="Gallery" description="Every shared part, with made-up data">
      <Tabs value={part} onChange={(next) => void navigate({ search: { part: next as GalleryPart } })}>
        <TabRow active={part}>
          {galleryParts.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {each}
            </Tabs.Tab>
          ))}
        </TabRow>
        <Tabs.Panel value={part} pt="md">
          <Shown />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
