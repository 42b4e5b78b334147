import { parseArgs } from 'node:util'
import { endWithHost, openChannel } from '../child/channel.ts'
import type { Frame } from '../predictor-host/frames.ts'
import { teachJson } from './answers.ts'
import { findPackagesIn } from './find-packages.ts'
import { makeInjected } from './injected.ts'
import { loadScript, ScriptFault } from './script.ts'
import { makeServe } from './serve.ts'

/**
 * A JavaScript or TypeScript script as a backend of the predictor host:
 * `node main.ts --component predictor|transformer --script /path/predict.ts --script-name predict.ts [--packages folder]`
 */
const text = { type: 'string' } as const
const { values } = parseArgs({ options: { component: text, script: text, 'script-name': text, packages: text } })
const path = values.script ?? ''
const name = values['script-name'] ?? path

let serve: (frame: Frame) => void = () => {}
const channel = openChannel((frame) => serve(frame))
endWithHost()
if (values.packages !== undefined) findPackagesIn(values.packages)
teachJson()
// What a script reads of its arguments is about itself.
process.argv.splice(1, process.argv.length, path)
process.on('SIGINT', () => {})

const log = (line: string): void => void process.stderr.write(line)
try {
  const component = values.component === 'transformer' ? 'transformer' : 'predictor'
  const script = await loadScript(
    path,
    name,
    component,
    makeInjected(process.env, log, () => Date.now()),
  )
  serve = makeServe(channel, script, log)
  const schema = typeof script.schema === 'object' && script.schema !== null ? { schema: script.schema } : {}
  channel.send({ op: 'ready', methods: [...script.methods.keys()].sort(), concurrent: true, ...schema })
} catch (cause) {
  if (cause instanceof ScriptFault) log(cause.trace)
  const message = cause instanceof Error ? cause.message : String(cause)
  channel.send({ op: 'error', id: null, message })
  channel.end(1)
}
