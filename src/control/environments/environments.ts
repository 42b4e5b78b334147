import { join } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import type { PythonEnvironment } from '../../executables/define.ts'
import { type Installs, type InstallsDeps, makeInstalls, type Recipe } from './installs.ts'
import { checkRequirements } from './requirements.ts'

export type EnvironmentsDeps = Omit<InstallsDeps, 'recipe'> & {
  /** The interpreter that environments are made of; null: there is none. */
  readonly python: string | null
}

export type Environments = Omit<Installs, 'get'> & {
  /** The virtual environment that has these packages, text as in requirements.txt; else as `Installs`. */
  get(requirements: string): Promise<PythonEnvironment>
}

export function makeEnvironments({ python, ...deps }: EnvironmentsDeps): Environments {
  const installs = makeInstalls({ ...deps, recipe: pipRecipe(python) })
  return {
    ...installs,
    async get(requirements) {
      const { folder, logFile } = await installs.get(requirements)
      return { python: join(folder, 'bin/python3'), logFile }
    },
  }
}

const pipRecipe = (python: string | null): Recipe => {
  const interpreter = (): string => {
    if (python !== null) return python
    throw new Failure('unavailable', 'there is no Python on this machine: install python3, or name one with --python')
  }
  return {
    noun: 'Python packages',
    tool: interpreter,
    read: checkRequirements,
    target: 'parameterBindings.requirements',
    steps(at, text) {
      const list = join(at, 'requirements.txt')
      const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '-r', list]
      return {
        files: { 'requirements.txt': text },
        run: [
          { progress: 'making the environment', command: [interpreter(), '-m', 'venv', at] },
          { progress: 'making the environment', command: [join(at, 'bin/python3'), ...pip] },
        ],
      }
    },
  }
}
