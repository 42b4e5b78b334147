import { Group, Tabs, Text } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { makeWords } from '../words/words.ts'
import { CopyIcon } from './copyable.tsx'
import classes from './markdown.module.css'
import { TabRow } from './tab-row.tsx'

/** The same call in one language. Keys are written as environment variables: `$LECTERN_API_KEY`, `os.environ[…]`. */
export type SnippetTab = { readonly id: string; readonly label: string; readonly code: string; readonly note?: string }

/** One call in several languages; which one is remembered for all snippets of the console. */
export function Snippet({
  label,
  tabs,
  keyVariable,
}: {
  readonly label: string
  readonly tabs: readonly SnippetTab[]
  /** The environment variable that holds the key, named below the code. */
  readonly keyVariable?: string
}) {
  const words = useWords()
  const [chosen, choose] = useLocalStorage({ key: 'lectern.snippet', defaultValue: '', getInitialValueInEffect: false })
  const active = tabs.find(({ id }) => id === chosen) ?? tabs[0]
  if (!active) return null
  return (
    <section aria-label={label}>
      <Tabs value={active.id} onChange={(next) => next && choose(next)} keepMounted={false}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <TabRow active={active.id} flex={1}>
            {tabs.map((tab) => (
              <Tabs.Tab key={tab.id} value={tab.id} fz="xs" px="sm" py={6}>
                {tab.label}
              </Tabs.Tab>
            ))}
          </TabRow>
          <CopyIcon value={active.code} label={`${label}: ${active.label}`} />
        </Group>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab.id} value={tab.id} pt="xs">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key */}
            <pre className={classes['block']} tabIndex={0}>
              <code>{tab.code}</code>
            </pre>
            {tab.note && (
              <Text size="xs" c="dimmed" mt={4}>
                {tab.note}
              </Text>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
      {keyVariable && (
        <Text size="xs" c="dimmed" mt={4}>
          {words.key(keyVariable)}
        </Text>
      )}
    </section>
  )
}

const useWords = makeWords({
  en: { key: (name: string) => `Put an API key into the environment variable ${name}.` },
  de: { key: (name: string) => `Legen Sie einen API-Schlüssel in die Umgebungsvariable ${name}.` },
})
