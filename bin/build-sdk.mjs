// Builds the development kit into dist/, as part of this package (`npm pack`) and as one of its own without the server's
// dependencies (`npm pack ./dist`). Plain JavaScript on purpose: this runs on whatever Node the machine has (20.19 or newer).
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.sdk.json')], { stdio: ['ignore', 2, 2] })
if (status !== 0) process.exit(1)

const { name, version, license, type, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const below = JSON.parse(JSON.stringify(exports).replaceAll('./dist/', './'))
const kit = {
  name,
  version,
  description: 'The development kit of Lectern.',
  license,
  type,
  engines: { node: '>=20.19' },
  exports: below,
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(kit, null, 2)}\n`)
