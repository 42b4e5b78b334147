#!/usr/bin/env node
// The command line's front door: finds a Node that speaks TypeScript and hands over to src/cli/main.ts.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installPackages, nodeBinary, root } from './setup.mjs'

installPackages(false)
// Compiled code is kept between calls: a command answers in half the time.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'lectern'), ...process.env }
const child = spawn(nodeBinary(), [join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.once('exit', (code) => process.exit(code ?? 1))
