import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RelayKit } from './container-body.ts'

/**
 * Gathers what our Node needs to run in an image that has nothing: the program itself, the libraries it has loaded here, and the
 * loader that puts them together. `sharedObjects`: of `process.report.getReport()`.
 */
export function makeRelayKit(folder: string, node: string, relay: string, sharedObjects: readonly string[]): RelayKit {
  const libraries = sharedObjects.filter((path) => path.startsWith('/') && existsSync(path))
  const loader = libraries.find((path) => /^ld-linux|^ld-musl|^ld\.so/.test(basename(path)))
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  for (const path of libraries) copyFileSync(path, join(folder, basename(path)))
  const inside = '/lectern/lib'
  return {
    // A program that needs no loader starts by itself.
    command: [
      ...(loader ? [`${inside}/${basename(loader)}`, '--library-path', inside] : []),
      '/lectern/node',
      '--max-old-space-size=64',
      '/lectern/relay.ts',
    ],
    binds: [`${folder}:${inside}:ro`, `${node}:/lectern/node:ro`, `${relay}:/lectern/relay.ts:ro`],
  }
}
