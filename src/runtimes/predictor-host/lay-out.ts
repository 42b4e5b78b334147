import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { NamedFile } from './args.ts'

export type LaidOut = {
  /** `MODEL_FILES_PATH`, `ARTIFACT_FILES_PATH`, as far as there are such files. */
  readonly env: Readonly<Record<string, string>>
  /** The first artifact file: the script, under its own name. */
  readonly scriptPath: string | null
  remove(): void
}

/** Files that lie under their hashes, found by a script under their own names in a folder, as links; gone with the instance. */
export function layOut(folder: string, modelFiles: readonly NamedFile[], artifactFiles: readonly NamedFile[]): LaidOut {
  rmSync(folder, { recursive: true, force: true })
  const model = join(folder, 'model')
  const artifact = join(folder, 'artifact')
  link(model, modelFiles)
  link(artifact, artifactFiles)
  const script = artifactFiles[0]
  return {
    env: {
      ...(modelFiles.length > 0 ? { MODEL_FILES_PATH: model } : {}),
      ...(artifactFiles.length > 0 ? { ARTIFACT_FILES_PATH: artifact } : {}),
    },
    scriptPath: script ? join(artifact, basename(script.name)) : null,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function link(folder: string, files: readonly NamedFile[]): void {
  if (files.length === 0) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const { name, path } of files) symlinkSync(path, join(folder, basename(name)))
}
