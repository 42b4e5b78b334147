import { posix } from 'node:path'
import type { ModelFile } from '../../domain/model-file.ts'
import type { Residency } from '../../domain/terms.ts'
import { canonicalSource } from '../models/source.ts'
import { type Offer, type OfferDeps, onTerms, type Way } from './offers.ts'

/** How a model file that is here can be had, for who asks by its name, file name, SHA-256 or source; null: all that are here. */
export const fileOffers =
  (deps: OfferDeps) =>
  async (wanted: string | null, residency: Residency = 'global'): Promise<readonly Offer[]> =>
    onTerms(deps, await waysByFile(deps, wanted), residency)

/** One for each content, whatever sources it came from. */
async function waysByFile({ store, executables }: OfferDeps, wanted: string | null): Promise<readonly Way[]> {
  const files = (await store.modelFiles.list()).filter((file) => wanted === null || isCalled(file, wanted))
  const contents = [...new Map(files.map((file) => [file.sha256, file])).values()]
  const serving = ({ fileName }: ModelFile) =>
    executables.list().filter(({ servesFile }) => servesFile && fileName.toLowerCase().endsWith(servesFile.ending))
  return contents.flatMap((file) =>
    serving(file).map((executable) => ({
      ...{ model: nameOf(file), source: 'file' as const, executable, connection: null, versions: [], sha256: file.sha256 },
    })),
  )
}

const isCalled = (file: ModelFile, wanted: string): boolean =>
  [nameOf(file), file.fileName, file.sha256].includes(wanted) || file.source === canonicalSource(wanted)

/** `tiny.gguf` is called `tiny`. */
const nameOf = ({ fileName }: ModelFile): string => posix.parse(fileName).name
