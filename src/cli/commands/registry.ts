import type { RegisteredFile, RegisteredModel, RegisteredVersion } from '../../client/types.ts'
import { type Shape, size, table } from '../output.ts'
import type { Session } from '../session.ts'

const models: Shape<RegisteredModel> = {
  columns: {
    MODEL: (each) => each.name,
    LATEST: (each) => each.latestVersion,
    VERSIONS: (each) => each.versions,
    CHANGED: (each) => each.modifiedAt,
  },
  name: (each) => each.name,
}

export const versionShape: Shape<RegisteredVersion> = {
  columns: {
    MODEL: (each) => each.name,
    VERSION: (each) => each.version,
    FRAMEWORK: (each) => each.framework,
    SIZE: (each) => size(each.bytes),
    FILES: (each) => each.fileCount,
    METRICS: (each) =>
      Object.entries(each.metrics)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    CREATED: (each) => each.createdAt,
  },
  name: (each) => `${each.name}:${each.version}`,
}

const files: Shape<RegisteredFile> = {
  columns: { FILE: (each) => each.path, SIZE: (each) => size(each.bytes), SHA256: (each) => each.sha256 },
  name: (each) => each.path,
}

export async function list({ client, output }: Session, model: string | undefined): Promise<void> {
  if (model === undefined) await output.list(models, await client.registry.models())
  else await output.list(versionShape, await client.registry.versions(model))
}

/** For people also its files; data formats show the version as the API does. */
export async function show({ client, output, world }: Session, model: string, version = 'latest'): Promise<void> {
  const found = await client.registry.get(model, version)
  await output.one(versionShape, found)
  if (output.format !== 'table') return
  if (found.description) world.stdout.write(`\n${found.description}\n`)
  const { resources } = await client.registry.files(model, String(found.version))
  world.stdout.write(`\n${table(files, resources)}`)
}

export async function best(
  { client, output }: Session,
  model: string,
  metric: string,
  { lowest }: { readonly lowest?: boolean },
): Promise<void> {
  await output.one(versionShape, await client.registry.best(model, metric, lowest ? 'min' : 'max'))
}

export async function remove({ client, say }: Session, model: string, version: string): Promise<void> {
  await client.registry.remove(model, version)
  say(`version ${version} of ${model} is deleted`)
}
