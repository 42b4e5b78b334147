import type { Page } from '../pages.ts'
import { operationPages, operationsTable, readApi } from './api.ts'
import { commandsText } from './cli.ts'
import { settingsTable } from './configuration.ts'
import { hopsworksTable, kindsTable, wordsMakers } from './errors.ts'

/** What is read from the code, by the name that a page asks for it with: `<!-- made: commands -->`. */
export async function makeReference(written: readonly Page[]): Promise<readonly Page[]> {
  const api = await readApi()
  const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    commands: commandsText,
    settings: settingsTable,
    operations: () => operationsTable(api),
    'error kinds': kindsTable,
    'hopsworks errors': hopsworksTable,
    ...wordsMakers,
  }
  const filled: Page[] = []
  for (const page of written) {
    let { body } = page
    for (const [marker, name = ''] of page.body.matchAll(/^<!-- made: (.+) -->$/gm)) {
      const maker = makers[name]
      if (!maker) throw new Error(`${page.slug} asks for "${name}"; there are ${Object.keys(makers).join(', ')}`)
      const text = await maker()
      body = body.replace(marker, () => text)
    }
    filled.push({ ...page, body })
  }
  return [...filled, ...operationPages(api)]
}
