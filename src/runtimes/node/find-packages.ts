import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Packages that are not found beside a script are looked for in this folder's `node_modules`. */
export function findPackagesIn(folder: string): void {
  const parentURL = pathToFileURL(join(folder, 'package.json')).href
  const { resolve: required } = createRequire(parentURL)
  let looking = false
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (cause) {
        if (looking || /^(\.|\/|file:|node:)/.test(specifier)) throw cause
        looking = true
        try {
          // Whoever requires is always asked from where it lies, whatever is said here.
          if (context.conditions.includes('require')) return { url: pathToFileURL(required(specifier)).href, shortCircuit: true }
          return next(specifier, { ...context, parentURL })
        } catch {
          throw cause
        } finally {
          looking = false
        }
      }
    },
  })
}
