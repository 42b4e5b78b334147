import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A model of a host that has several. */
export type ModelFolder = { readonly name: string; readonly version: string | null; readonly folder: string }

/**
 * A folder for each model, by its name: with the model's files in it, or with folders of its versions (1, 2, …), of which the highest
 * counts. Throws an `Error` with one line where there is none.
 */
export function modelsIn(root: string | undefined): readonly ModelFolder[] {
  if (!root) throw new Error('no model files are bound; expected: a folder for each model')
  const models = foldersIn(root).map((name) => {
    const folder = join(root, name)
    const versions = foldersIn(folder).filter((each) => /^[1-9]\d*$/.test(each))
    const version = versions.sort((a, b) => Number(b) - Number(a))[0] ?? null
    return { name, version, folder: version === null ? folder : join(folder, version) }
  })
  if (models.length > 0) return models
  throw new Error(
    `no models in the files (${readdirSync(root).join(', ').slice(0, 200) || 'no files'}); expected: a folder for each model`,
  )
}

/** `name=/absolute/folder` or `name:version=/absolute/folder` */
export function modelFolder(value: string): ModelFolder {
  const said = /^([\w.-]{1,128})(?::(\d+))?=(\/.*)$/.exec(value)
  if (!said) throw new Error('--model: must be name[:version]=/absolute/folder')
  return { name: said[1] ?? '', version: said[2] ?? null, folder: said[3] ?? '' }
}

const foldersIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isDirectory())
    .sort()
