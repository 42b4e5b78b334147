import { existsSync, readFileSync } from 'node:fs'
import { Module, registerHooks, stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * What a script exports. A `.js` or `.ts` one without a `package.json` of its own is a module where it says import or export at the
 * beginning of a line, else CommonJS: never what a `package.json` further up says, which is none of its business.
 */
export async function importScript(path: string): Promise<Record<string, unknown>> {
  const script = pathToFileURL(path).href
  const ending = /\.([jt]s)$/.exec(path)?.[1]
  if (ending === undefined || existsSync(join(dirname(path), 'package.json'))) return import(script)
  const source = readFileSync(path, 'utf8')
  if (!saysModule(source)) return commonJs(path, ending === 'ts' ? stripTypeScriptTypes(source) : source)
  const format = ending === 'ts' ? 'module-typescript' : 'module'
  registerHooks({
    load: (url, context, next) => (url === script ? { format, source, shortCircuit: true } : next(url, context)),
  })
  return import(script)
}

/** Whether it says import or export at the beginning of a line. */
export const saysModule = (source: string): boolean => /^\s*(import\b\s*[\w$*{'"]|export\b\s*[\w$*{])/m.test(source)

/** `require` itself would ask the `package.json` further up. */
function commonJs(path: string, source: string): Record<string, unknown> {
  const made = new Module(path) as Module & { _compile(source: string, path: string, format: 'commonjs'): unknown }
  made.filename = path
  made.paths = createPaths(path)
  made._compile(source, path, 'commonjs')
  return { default: made.exports, 'module.exports': made.exports }
}

/** Every `node_modules` from the script's folder up. */
function createPaths(path: string): string[] {
  const folder = dirname(path)
  const own = join(folder, 'node_modules')
  return folder === dirname(folder) ? [own] : [own, ...createPaths(folder)]
}
