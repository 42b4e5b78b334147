import { spawnSync } from 'node:child_process'
import { stripTypeScriptTypes } from 'node:module'
import { compileFunction, SourceTextModule } from 'node:vm'
import { saysModule } from '../node/import-script.ts'
import { type Component, classes, methodNames, withoutMethod } from '../node/script.ts'

export type ScriptText = {
  readonly source: string
  readonly name: string
  readonly component: Component
  /** Something else says whether it is a module or CommonJS. */
  readonly packaged: boolean
}

type Format = 'module' | 'commonjs'

/** One line for people, or null. Only what surely cannot be served is told: it is read, never run. */
export async function faultOf({ source, name, component, packaged }: ScriptText): Promise<string | null> {
  const faults: string[] = []
  for (const format of formatsOf(name, source, packaged)) {
    const fault = await faultAs(format, source, name, component)
    if (fault === null) return null
    faults.push(fault)
  }
  return faults[0] ?? null
}

/** As `importScript` takes it; where that is not known here, every way it may be. */
function formatsOf(name: string, source: string, packaged: boolean): readonly Format[] {
  const ending = /\.([cm]?)[jt]s$/.exec(name)?.[1]
  if (ending === 'm') return ['module']
  if (ending === 'c') return ['commonjs']
  const first = saysModule(source) ? 'module' : 'commonjs'
  return packaged || ending === undefined ? [first, first === 'module' ? 'commonjs' : 'module'] : [first]
}

async function faultAs(format: Format, source: string, name: string, component: Component): Promise<string | null> {
  let exported: readonly string[] | null
  try {
    const text = /\.[cm]?ts$/.test(name) ? stripTypeScriptTypes(source, { sourceUrl: name }) : source
    exported = format === 'module' ? await exportedByModule(text, name) : exportedByCommonJs(text, name)
  } catch (cause) {
    return `${lineOf(cause, name)}: ${said(cause)}`
  }
  const wanted: readonly string[] = ['default', 'module.exports', ...classes[component], ...needed[component]]
  return exported === null || exported.some((each) => wanted.includes(each)) ? null : withoutMethod(name, component, exported)
}

const needed = { predictor: ['predict'], transformer: methodNames.transformer } as const

/** null: what it exports depends on others. */
async function exportedByModule(text: string, name: string): Promise<readonly string[] | null> {
  const module = parsed(text, name)
  if (module.moduleRequests.length > 0) return /\bexport\b/.test(text) ? null : []
  // Of what imports nothing the names are known without running it.
  await module.link(() => {
    throw new Error('it imports nothing')
  })
  return Reflect.ownKeys(module.namespace).filter((each) => typeof each === 'string')
}

function parsed(text: string, name: string): SourceTextModule {
  try {
    return new SourceTextModule(text, { identifier: name })
  } catch (cause) {
    // Which line it is, only the command line tells.
    const { stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: text, encoding: 'utf8' })
    const line = /^\[stdin\]:(\d+)$/m.exec(stderr ?? '')?.[1]
    throw line === undefined || !(cause instanceof Error) ? cause : Object.assign(cause, { stack: `${name}:${line}` })
  }
}

/** null: there are many ways. */
function exportedByCommonJs(text: string, name: string): readonly string[] | null {
  compileFunction(text.replace(/^#!.*/, ''), ['exports', 'require', 'module', '__filename', '__dirname'], { filename: name })
  return /\b(exports|module|this|eval|Function|arguments)\b/.test(text) ? null : []
}

/** `predict.js line 3`, where it can be told. */
function lineOf(cause: unknown, name: string): string {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  const [, line] = (stack.startsWith(`${name}:`) && /^:(\d+)/.exec(stack.slice(name.length))) || []
  return line === undefined ? name : `${name} line ${line}`
}

const said = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message.replaceAll(/\s+/g, ' ').trim()}` : String(cause)
