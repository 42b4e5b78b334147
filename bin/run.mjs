// The npm scripts: sets up what is missing, then runs the task on a Node that speaks TypeScript.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { installFolder, installPackages, nodeBinary, root } from './setup.mjs'
import { buildBeside, sites } from './sites.mjs'

const at = (...parts) => join(root, ...parts)
const vitest = at('node_modules', 'vitest', 'vitest.mjs')
const tsc = (folder) => [at('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', folder]
const biome = [at('node_modules', '@biomejs', 'biome', 'bin', 'biome')]

/** Each task: whether it needs the development tools, whether it needs the console built, and the node command lines it runs in order. */
const tasks = {
  start: { console: true, tools: false, commands: (args) => [[at('src', 'cli', 'main.ts'), 'up', ...args]] },
  check: {
    console: true,
    tools: true,
    commands: () => [tsc(root), tsc(at('console')), [...biome, 'check', '--error-on-warnings', root]],
  },
  test: { console: true, tools: true, commands: (args) => [...tasks.check.commands(), [vitest, 'run', '--root', root, ...args]] },
  bench: { tools: true, commands: (args) => [[at('bench', 'main.ts'), ...args]] },
  crash: { tools: true, commands: (args) => [[at('test', 'ledger', 'crash.ts'), ...args]] },
  types: { tools: true, commands: () => [[at('test', 'openapi', 'main.ts')]] },
  format: { tools: true, commands: () => [[...biome, 'check', '--write', root]] },
}

const [name, ...args] = process.argv.slice(2)
const task = tasks[name]
if (!task) {
  console.error(`lectern: unknown task ${name}; one of ${Object.keys(tasks).join(', ')}`)
  process.exit(1)
}
installPackages(task.tools)
const node = nodeBinary()
if (task.console) await buildIfStale(sites.console)
// What writes them lives with the console's tools.
if (name === 'types') installFolder(at('console'), 'the console')
// A server is up before its documentation is: until then /docs says so.
if (name === 'start') buildBeside('docs')
for (const command of task.commands(args)) {
  const code = await run(node, command)
  if (code !== 0) process.exit(code)
}

/** Runs a child to its end, handing on the signals that ask this process to stop. */
function run(binary, command) {
  return new Promise((resolve) => {
    const child = spawn(binary, command, { stdio: 'inherit', cwd: process.cwd() })
    const forward = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    child.once('exit', (code, signal) => {
      for (const each of signals) process.off(each, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}
