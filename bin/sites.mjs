// What is built before it is served, and what it is made of (see bin/build.mjs).
import { spawn } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { isFresh } from './build.mjs'
import { root } from './setup.mjs'

/** The reference is read from the code, so the rooms that describe what can be called, set and measured are inputs. */
const described = ['cli', 'config-options.ts', 'config.ts', 'dialects', 'domain', 'executables', 'gateway', 'telemetry']

export const sites = {
  console: {
    name: 'the console',
    folder: join(root, 'console'),
    inputs: ['src/client/manifest.ts'],
  },
  docs: {
    name: 'the documentation',
    folder: join(root, 'docs', 'site'),
    inputs: ['docs', 'CHANGELOG.md', 'ARCHITECTURE.md', 'IDIOMS.md', ...described.map((each) => join('src', each))],
  },
}

/**
 * Builds a stale site beside a server that starts at once: a process of its own, of low priority, whose words go to
 * `.build.log` of the site's folder. It outlives a server that is stopped meanwhile.
 */
export function buildBeside(name) {
  const site = sites[name]
  if (!existsSync(site.folder) || isFresh(site)) return
  const log = openSync(join(site.folder, '.build.log'), 'w')
  const command = [process.execPath, join(root, 'bin', 'build-sites.mjs'), name]
  const child = spawn('nice', ['-n', '10', ...command], { detached: true, stdio: ['ignore', log, log] })
  child.once('error', () => undefined)
  child.unref()
}
