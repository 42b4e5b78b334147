// Makes a fresh clone runnable: locked packages, and a Node new enough to run TypeScript directly.
// Plain JavaScript on purpose: this runs on whatever Node the machine has (20.19 or newer).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** Its `node:crypto` is the first with argon2, which passwords are kept by. */
const oldestNode = [24, 7]

/** Installs what the lock file names, unless the last install was of this very lock. `everything` adds the tools that tests need. */
export function installPackages(everything) {
  if (installed('all') || (!everything && installed('runtime'))) return
  // Where tests ran before, a change of the lock file must not take their tools away.
  const scope = everything || existsSync(stampOf(root, 'all')) ? 'all' : 'runtime'
  console.error(`Installing packages (once, about half a minute) …`)
  npmCi(root, scope === 'all' ? [] : ['--omit=dev'])
  installEngineForMac()
  writeFileSync(stampOf(root, scope), lockHash(root))
}

/** Installs the lock of a folder with a package of its own, unless its last install was of this very lock. */
export function installFolder(folder, name) {
  if (isCurrent(folder, 'all')) return
  console.error(`Installing what ${name} is built with (once) …`)
  npmCi(folder, [])
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  writeFileSync(stampOf(folder, 'all'), lockHash(folder))
}

/** The path of a Node of version 24.7 or newer: the running one, or the pinned one that comes as a package. */
export function nodeBinary() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath
  const toolchain = join(root, 'toolchain')
  if (!isCurrent(toolchain, 'node')) {
    console.error(`This machine's Node is ${process.versions.node}; fetching the pinned Node (once) …`)
    npmCi(toolchain, [])
    writeFileSync(stampOf(toolchain, 'node'), lockHash(toolchain))
  }
  const platform = `${process.platform}-${process.arch}`
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const binary = join(toolchain, 'node_modules', name, 'bin', 'node')
    if (existsSync(binary)) return binary
  }
  fail(`no package with Node is known for ${platform}. Install Node ${oldestNode.join('.')} or newer and start again.`)
}

/**
 * The lock file holds llama.cpp's processor builds for Linux only (package.json overrides the others away: the graphics
 * card builds are 600 MB). On a Mac its own build is added here, by exact version.
 */
function installEngineForMac() {
  if (process.platform !== 'darwin') return
  const build = process.arch === 'arm64' ? 'mac-arm64-metal' : 'mac-x64'
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'node-llama-cpp', 'package.json'), 'utf8'))
  const unpacked = join('node_modules', '@node-llama-cpp', build)
  npm(root, [
    'install',
    '--no-save',
    '--no-package-lock',
    '--prefix',
    join(root, unpacked, '..', '.install'),
    `@node-llama-cpp/${build}@${version}`,
  ])
  renameSync(join(root, unpacked, '..', '.install', unpacked), join(root, unpacked))
}

const npmCi = (folder, flags) => npm(folder, ['ci', ...flags])

function npm(folder, args) {
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true' },
  })
  if (result.status !== 0) fail(`npm ${args[0]} in ${folder} failed (${result.error?.message ?? `exit ${result.status}`}).`)
}

const installed = (scope) => isCurrent(root, scope)
const isCurrent = (folder, scope) =>
  existsSync(stampOf(folder, scope)) && readFileSync(stampOf(folder, scope), 'utf8') === lockHash(folder)
const stampOf = (folder, scope) => join(folder, 'node_modules', `.lectern-${scope}`)
const lockHash = (folder) =>
  createHash('sha256')
    .update(process.platform + process.arch)
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')

function fail(message) {
  console.error(`lectern: ${message}`)
  process.exit(1)
}
