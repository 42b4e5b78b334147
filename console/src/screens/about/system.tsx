import { SimpleGrid, Text } from '@mantine/core'
import type { components } from '../../../../src/client/openapi.ts'
import { JsonView } from '../../parts/json-view.tsx'
import { formatBytes, formatNumber } from '../../parts/numbers.ts'
import { Mark } from '../../parts/status.tsx'
import { useLanguage } from '../../words/words.ts'
import { FactsTable } from './facts-table.tsx'
import { useWords } from './words.ts'

const mebi = 1024 ** 2

/** The machine and what is on it; for administrators. */
export function System({ system }: { readonly system: components['schemas']['SystemFacts'] }) {
  const words = useWords()
  const language = useLanguage()
  const { machine, store, ledger, engines, runtimes } = system
  const size = (megabytes: number): string => formatBytes(megabytes * mebi, language)
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <FactsTable
          title={words.machine}
          facts={[
            [words.system, `${machine.system}, ${machine.architecture}, Node ${machine.node}`],
            [words.cores, `${machine.cores} × ${machine.cpu}`],
            [words.load, machine.load.map((each) => formatNumber(each, language, 2)).join(' · ')],
            [words.memory, words.of(size(machine.freeMemoryMb), size(machine.memoryMb))],
            [words.disk, words.of(size(machine.disk.freeMb), size(machine.disk.totalMb))],
            [words.store, `${store.kind}, ${formatBytes(store.bytes, language)}`],
            [words.ledger, formatBytes(ledger.bytes, language)],
          ]}
        />
        <div>
          <FactsTable
            title={words.runtimes}
            facts={Object.entries(runtimes).map(([name, found]) => [
              name,
              found === null ? (
                <Mark key={name} tone="off" text={words.missing} />
              ) : (
                <Text key={name} size="sm">
                  {[found.version, found.path, found.trouble].filter(Boolean).join(' · ')}
                </Text>
              ),
            ])}
          />
          <FactsTable
            title={words.engines}
            facts={engines.map(({ id, healthy, message }) => [
              id,
              <div key={id}>
                <Mark tone={healthy ? 'ok' : 'off'} text={healthy ? words.ok : words.missing} />
                <Text size="xs" c="dimmed">
                  {message}
                </Text>
              </div>,
            ])}
          />
        </div>
      </SimpleGrid>
      <FactsTable title={words.settings} text={words.settingsText} facts={[]} />
      <JsonView value={system.settings} label={words.settings} />
    </>
  )
}
