import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'

export type Version = components['schemas']['RegisteredVersion']
export type RegisteredFile = components['schemas']['RegisteredFile']
export type Artifact = components['schemas']['ArtifactVersion']
export type Import = components['schemas']['RegistryImport']
export type Tag = components['schemas']['ModelTag']

export const frameworks = ['SKLEARN', 'PYTHON', 'ONNX', 'TORCH', 'TENSORFLOW', 'LLM', 'GGUF'] as const
export type Framework = (typeof frameworks)[number]

/** A model with all its versions, the newest first. */
export type RegisteredModel = {
  readonly name: string
  readonly newest: Version
  readonly versions: readonly Version[]
  readonly bytes: number
  /** Of the newest version. */
  readonly tags: readonly Tag[]
}

/** Every registered model of the group. */
export function useModels() {
  const { data, error, refetch } = read.useQuery('get', '/v2/lm/registry/versions', {})
  const tags = read.useQuery('get', '/v2/lm/registry/tags', {})
  const byName = new Map<string, Version[]>()
  for (const version of data?.resources ?? []) byName.set(version.name, [...(byName.get(version.name) ?? []), version])
  const models = [...byName].flatMap(([name, versions]): RegisteredModel[] => {
    const [newest] = versions.sort((one, other) => other.version - one.version)
    if (!newest) return []
    return [
      {
        name,
        newest,
        versions,
        bytes: versions.reduce((sum, each) => sum + each.bytes, 0),
        tags: (tags.data?.resources ?? []).filter((each) => each.model === name && each.version === newest.version),
      },
    ]
  })
  return { models: data ? models : undefined, error, refetch }
}

export const versionPath = (name: string, version: number | string) => ({
  params: { path: { modelName: name, version: String(version) } },
})

/** The numbers by which any of these is compared, each name once. */
export const metricNames = (versions: readonly Pick<Version, 'metrics'>[]): readonly string[] =>
  [...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)))].sort()

/** JSON or a text as a tag holds it, in one line. */
export const tagText = ({ name, value }: Tag): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return value === null || text === '' ? name : `${name}: ${text}`
}
