import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { NodePackages } from '../../executables/define.ts'
import { type Installs, type InstallsDeps, makeInstalls, type Recipe } from './installs.ts'

export type NodePackagesAsked = {
  /** JSON object of names and versions; null: none were named. */
  readonly dependencies: string | null
  /** Where a `package.json` may lie, and with it a `package-lock.json`; null: nowhere. */
  readonly folder: string | null
}

export type NodePackageInstalls = Omit<Installs, 'get'> & {
  /** null where nothing is asked for. */
  get(asked: NodePackagesAsked): Promise<NodePackages | null>
}

/** Packages of JavaScript scripts, installed once for all that ask for the same. */
export function makeNodePackages(deps: Omit<InstallsDeps, 'recipe'> & { readonly nodeVersion: string }): NodePackageInstalls {
  const installs = makeInstalls({ ...deps, recipe: npmRecipe(deps.nodeVersion) })
  return {
    ...installs,
    async get({ dependencies, folder }) {
      const asked =
        dependencies === null ? await askedIn(folder) : { dependencies: parsed(dependencies, 'parameterBindings.dependencies') }
      return asked === null ? null : installs.get(JSON.stringify(asked))
    },
  }
}

const Dependencies = z.record(z.string().regex(/^(@[\w.~-]+\/)?[\w.~-]{1,214}$/), z.string().max(512))
const Asked = z.object({ dependencies: Dependencies, overrides: z.unknown().optional(), lock: z.string().optional() })

const npmRecipe = (nodeVersion: string): Recipe => ({
  noun: 'JavaScript packages',
  tool: () => `node ${nodeVersion}`,
  read(text) {
    const asked = Asked.safeParse(JSON.parse(text))
    if (!asked.success)
      throw refused('the dependencies must be a JSON object of package names and versions: {"left-pad":"1.3.0"}')
    for (const [name, version] of Object.entries(asked.data.dependencies))
      if (/^([a-z+]*file:|link:|workspace:|[./~])/i.test(version))
        throw refused(`the dependency ${name} names a file of this machine: ${version}`)
    return text
  },
  target: 'parameterBindings.dependencies',
  steps(at, text) {
    const { lock, ...manifest } = Asked.parse(JSON.parse(text))
    const quiet = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--no-update-notifier']
    return {
      files: {
        'package.json': JSON.stringify({ private: true, ...manifest }),
        ...(lock === undefined ? {} : { 'package-lock.json': lock }),
      },
      run: [{ progress: 'fetching', command: ['npm', lock === undefined ? 'install' : 'ci', '--prefix', at, ...quiet] }],
    }
  },
})

async function askedIn(folder: string | null): Promise<object | null> {
  const read = (name: string): Promise<string | null> =>
    folder === null
      ? Promise.resolve(null)
      : readFile(join(folder, name), 'utf8').catch((error: unknown) => {
          if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
          throw error
        })
  const text = await read('package.json')
  if (text === null) return null
  const manifest = parsed(text, 'parameterBindings.artifactVersion')
  if (typeof manifest !== 'object' || manifest === null || !('dependencies' in manifest)) return null
  const lock = await read('package-lock.json')
  const overrides = 'overrides' in manifest ? { overrides: manifest.overrides } : {}
  return { dependencies: manifest.dependencies, ...overrides, ...(lock === null ? {} : { lock }) }
}

function parsed(text: string, target: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('invalid', `the dependencies are no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      target,
    })
  }
}

const refused = (message: string): Failure => new Failure('invalid', message, { target: 'parameterBindings.dependencies' })
