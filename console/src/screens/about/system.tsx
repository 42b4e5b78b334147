import { SimpleGrid, Text } from '@mantine/core'
import type { components } from '../../../../src/client/openapi.ts'
import { Figure } from '../../parts/figure.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { joined, sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import { FactsTable } from './facts-table.tsx'
import { useWords } from './words.ts'

const mebi = 1024 ** 2

/** The machine and what is on it; for administrators. */
export function System({ system }: { readonly system: components['schemas']['SystemFacts'] }) {
  const words = useWords()
  const { machine, store, ledger, engines, runtimes } = system
  const size = (megabytes: number) => <Figure value={megabytes * mebi} unit="bytes" />
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <FactsTable
          title={words.machine}
          facts={[
            [words.system, `${machine.system}, ${machine.architecture}, Node ${machine.node}`],
            [words.cores, sentence((cores: string) => `${cores} × ${machine.cpu}`, <Figure value={machine.cores} />)],
            [words.load, joined(machine.load.map((each, at) => <Figure key={at} value={each} />))],
            [words.memory, sentence(words.of, size(machine.freeMemoryMb), size(machine.memoryMb))],
            [words.disk, sentence(words.of, size(machine.disk.freeMb), size(machine.disk.totalMb))],
            [words.store, sentence((bytes: string) => `${store.kind}, ${bytes}`, <Figure value={store.bytes} unit="bytes" />)],
            [words.ledger, <Figure key="ledger" value={ledger.bytes} unit="bytes" />],
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
