#!/usr/bin/env node
// The command line's front door: finds a Node that speaks TypeScript and hands over to src/cli/main.ts.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installPackages, nodeBinary, root } from './setup.mjs'

installPackages(false)
const node = nodeBinary()
// Where this Node will do there is no second one: a command answers in two thirds of the time.
if (node === process.execPath) await import('../src/cli/main.ts')
else runOn(node)

function runOn(binary) {
  // Compiled code is kept between calls: a command answers in half the time.
  const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'lectern'), ...process.env }
  const child = spawn(binary, [join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env })
  // Ctrl-C comes to the whole group; who hands it on would have it come twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
