import type { Configuration } from '../domain/configuration.ts'
import { Failure } from '../domain/failure.ts'
import type { BoundFiles, Executable } from '../executables/define.ts'
import type { Store } from '../store/store.ts'
import type { Parameters } from './platform/parameters.ts'
import { type BindAddress, isTreeAddress } from './registry/bind-address.ts'

export type BindFilesDeps = {
  readonly artifacts: Pick<Store['artifacts'], 'get'>
  /** Local path of a model file by its source (`hf://…`, `https://…`, `file://…`) or hash. Throws `Failure('unavailable')` while it is being imported. */
  readonly modelFile: (source: string) => Promise<string>
  /** A file or folder of the group's tree, by its address: `ai://default/…`. */
  readonly bindAddress: BindAddress
}

/** What artifacts and parameters of a configuration name, as files and folders on disk, by the names of inputs. */
export async function bindFiles(
  deps: BindFilesDeps,
  executable: Executable,
  configuration: Configuration,
  parameters: Parameters,
): Promise<{ files: BoundFiles; fileNames: BoundFiles; folders: BoundFiles }> {
  const files: Record<string, string> = {}
  const fileNames: Record<string, string> = {}
  const folders: Record<string, string> = {}
  const bind = async (key: string, source: string, target: string): Promise<void> => {
    const found = isTreeAddress(source)
      ? await deps.bindAddress(configuration.resourceGroup, source)
      : { path: await deps.modelFile(source), name: nameIn(source), isFolder: false }
    if (!found.isFolder) {
      files[key] = found.path
      fileNames[key] = found.name
    } else if (executable.folderInputs?.includes(key)) folders[key] = found.path
    else throw new Failure('invalid', `${source} is a folder; ${key} of executable ${executable.id} is one file`, { target })
  }
  for (const { key, artifactId } of configuration.inputArtifactBindings) {
    const input = executable.artifacts[key]
    const target = `inputArtifactBindings.${key}`
    if (!input) {
      const known = Object.keys(executable.artifacts).join(', ') || 'none'
      throw new Failure('invalid', `Executable ${executable.id} has no artifact input ${key}; it has ${known}`, { target })
    }
    const artifact = await deps.artifacts.get(configuration.resourceGroup, artifactId)
    if (!artifact)
      throw new Failure('invalid', `Artifact ${artifactId} bound to ${key} does not exist in this resource group`, { target })
    if (artifact.kind !== input.kind)
      throw new Failure('invalid', `Artifact ${artifactId} is of kind ${artifact.kind}; ${key} needs ${input.kind}`, { target })
    await bind(key, artifact.url, target)
  }
  for (const [key, source] of Object.entries(executable.filesIn?.(parameters) ?? {})) {
    if (files[key] === undefined && folders[key] === undefined) await bind(key, source, 'parameterBindings')
  }
  const missing = Object.entries(executable.artifacts).find(([key, input]) => input.required && !files[key] && !folders[key])
  if (missing) {
    throw new Failure(
      'invalid',
      `Executable ${executable.id} needs an artifact bound to ${missing[0]}: ${missing[1].description}`,
      {
        target: `inputArtifactBindings.${missing[0]}`,
      },
    )
  }
  return { files, fileNames, folders }
}

/** The last part of a source's path: a file lies here under its hash, and its name tells what it is. */
const nameIn = (source: string): string => {
  const path = (source.startsWith('hf://') ? source.replace(/@[^@]*$/, '') : source).split(/[?#]/, 1)[0] ?? ''
  const last = path.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last // a percent sign that is meant as one
  }
}
