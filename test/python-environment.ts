import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The real interpreter behind whatever `python3` on the PATH is: a wrapper script would slow every start. */
export const systemPython: string = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim()

/** What tests of models need, pinned; the same everywhere. */
export const pinnedPackages = [
  'numpy==2.3.4',
  'scikit-learn==1.7.2',
  'joblib==1.5.2',
  'scipy==1.16.3',
  'threadpoolctl==3.6.0',
  'xgboost-cpu==3.1.1',
]

const cache = resolve(import.meta.dirname, '../node_modules/.cache')

/**
 * The interpreter of a virtual environment with these packages, made once and kept under `node_modules/.cache`. Two processes that
 * want it at the same time: the second waits for the first.
 */
export function pythonWith(packages: readonly string[] = pinnedPackages): string {
  const digest = createHash('sha256')
    .update([systemPython, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 12)
  const folder = join(cache, `python-${digest}`)
  const python = join(folder, 'bin', 'python3')
  const done = join(folder, 'done')
  const lock = `${folder}.lock`
  mkdirSync(cache, { recursive: true })
  for (let waited = 0; !existsSync(done); waited += 1) {
    try {
      mkdirSync(lock)
    } catch {
      // A lock that nobody gives back is one whose owner died.
      if (waited > 300) rmSync(lock, { recursive: true, force: true })
      execFileSync('sleep', ['1'])
      continue
    }
    try {
      const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] }
      rmSync(folder, { recursive: true, force: true })
      execFileSync(systemPython, ['-m', 'venv', folder], quiet)
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], quiet)
      writeFileSync(`${done}.new`, '')
      renameSync(`${done}.new`, done)
    } finally {
      rmSync(lock, { recursive: true, force: true })
    }
  }
  return python
}
