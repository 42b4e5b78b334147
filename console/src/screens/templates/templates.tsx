import { Button, Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMay } from '../../api/session.ts'
import { Page } from '../../parts/page.tsx'
import { TabRow } from '../../parts/tab-row.tsx'
import { TemplateList } from './list.tsx'
import { type TemplatesSearch, templatesRoute } from './routes.ts'
import { Sources } from './sources.tsx'
import { useWords } from './words.ts'

/** What deployments can be made of: executables of this installation, templates that were uploaded, and those from repositories. */
export function Templates() {
  const words = useWords()
  const may = useMay('admin')
  const search = templatesRoute.useSearch()
  const navigate = useNavigate({ from: templatesRoute.fullPath })
  const set = (more: { readonly [K in keyof TemplatesSearch]: TemplatesSearch[K] | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as TemplatesSearch, replace: true })
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <Button
          renderRoot={(props) => <Link to="/templates/new" {...props} />}
          leftSection={<IconPlus size={16} />}
          disabled={!may}
        >
          {words.upload}
        </Button>
      }
    >
      <Tabs
        value={search.tab ?? 'templates'}
        onChange={(tab) => set({ tab: tab === 'sources' ? tab : undefined })}
        keepMounted={false}
      >
        <TabRow mb="md">
          <Tabs.Tab value="templates">{words.templates}</Tabs.Tab>
          <Tabs.Tab value="sources">{words.sources}</Tabs.Tab>
        </TabRow>
        <Tabs.Panel value="templates">
          <TemplateList search={search} set={set} />
        </Tabs.Panel>
        <Tabs.Panel value="sources">
          <Sources add={search.add} onAdd={(add) => set({ add })} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
