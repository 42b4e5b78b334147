import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { faultOf } from './fault-of.ts'

/**
 * Says what is surely wrong with a JavaScript or TypeScript script, and runs none of it:
 * `node --experimental-vm-modules main.ts --component predictor|transformer --script /path --script-name predict.ts [--packaged]`
 * One line of JSON: `{"fault":"predict.ts line 3: …"}`, or `{"fault":null}` where nothing is known to be wrong. `--packaged`: a
 * package.json lies beside it, which says what kind of module it is.
 */
const text = { type: 'string' } as const
const { values } = parseArgs({
  options: { component: text, script: text, 'script-name': text, packaged: { type: 'boolean', default: false } },
})
const path = values.script ?? ''
const component = values.component === 'transformer' ? 'transformer' : 'predictor'
const source = readFileSync(path, 'utf8')
const isPackaged = existsSync(join(dirname(path), 'package.json'))
const fault = await faultOf({ source, name: values['script-name'] ?? path, component, packaged: values.packaged || isPackaged })
process.stdout.write(`${JSON.stringify({ fault })}\n`)
