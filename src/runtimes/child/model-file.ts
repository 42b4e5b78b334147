import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

/** The only file with this ending below the folder; of several, the one called `model`. Throws an `Error` naming what is there. */
export function findModelFile(root: string | undefined, ending: string, what: string): string {
  if (!root) throw new Error(`no model files are bound; expected: ${what}`)
  const all = filesBelow(root)
  const found = all.filter((path) => path.toLowerCase().endsWith(ending))
  const named = found.filter((path) => basename(path).toLowerCase() === `model${ending}`)
  const [only, ...others] = named.length === 1 ? named : found
  if (only !== undefined && others.length === 0) return only
  const has = (found.length > 0 ? found : all).map((path) => relative(root, path)).sort()
  const trouble = found.length > 0 ? 'several files could be the model' : 'no file is a model'
  throw new Error(`${trouble} (${has.join(', ').slice(0, 300) || 'no files'}); expected: ${what}`)
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}
