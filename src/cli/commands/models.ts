import type { Model, ModelFile, ModelImport } from '../../client/types.ts'
import { type Shape, size } from '../output.ts'
import type { Session } from '../session.ts'

export type CatalogOptions = { readonly scenario: string; readonly retired?: boolean }

type Row = Omit<Model, 'versions'> & { readonly version: Model['versions'][number] }

const rows: Shape<Row> = {
  columns: {
    MODEL: (each) => each.model,
    VERSION: (each) => `${each.version.name}${each.version.isLatest ? ' (latest)' : ''}`,
    EXECUTABLE: (each) => each.executableId,
    PROVIDER: (each) => each.provider,
    DEPRECATED: (each) => (each.version.deprecated ? 'yes' : ''),
    RETIREMENT: (each) => each.version.retirementDate,
  },
  name: (each) => each.model,
}

/** Tables and names have a line per version; data formats show what the API says. */
export async function list({ client, output, world }: Session, options: CatalogOptions): Promise<void> {
  const models = await client.models.list(options.scenario)
  const answers = (version: Row['version']): boolean =>
    !version.retirementDate || Date.parse(version.retirementDate) > world.now()
  const resources = models.resources.flatMap(({ versions, ...model }) =>
    versions.filter((version) => options.retired || answers(version)).map((version) => ({ ...model, version })),
  )
  if (output.format === 'name') {
    const names = [...new Set(resources.map((each) => each.model))]
    world.stdout.write(names.map((each) => `${each}\n`).join(''))
  } else if (output.format === 'table') await output.list(rows, { count: resources.length, resources })
  else await output.list({ columns: {}, name: (each) => each.model }, models)
}

const importShape: Shape<ModelImport> = {
  columns: {
    ID: (each) => each.id,
    SOURCE: (each) => each.source,
    STATE: (each) => each.state,
    DONE: (each) => size(each.bytesDone),
    TOTAL: (each) => (each.bytesTotal === null ? '' : size(each.bytesTotal)),
    ERROR: (each) => each.error,
  },
  name: (each) => each.id,
}

const fileShape: Shape<ModelFile> = {
  columns: {
    FILE: (each) => each.fileName,
    SIZE: (each) => size(each.bytes),
    SOURCE: (each) => each.source,
    SHA256: (each) => each.sha256,
  },
  name: (each) => each.source,
}

export const imports = async ({ client, output }: Session): Promise<void> =>
  output.list(importShape, await client.models.imports())
export const files = async ({ client, output }: Session): Promise<void> => output.list(fileShape, await client.models.files())

export async function cancel({ client, say }: Session, id: string): Promise<void> {
  await client.models.cancelImport(id)
  say(`import ${id} cancelled`)
}

export async function remove({ client, say }: Session, sha256: string): Promise<void> {
  await client.models.removeFile(sha256)
  say(`model file ${sha256} deleted`)
}
