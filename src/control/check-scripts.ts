import { stat } from 'node:fs/promises'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { ScriptFile } from '../domain/script.ts'
import type { HostFacts } from '../executables/define.ts'
import type { RunProgram } from './environments/run-program.ts'
import { makeSlots } from './models/slots.ts'

/** What is surely wrong with a script, in one line that names file and line; null: nothing that is known before it runs. */
export type CheckScript = (script: ScriptFile) => Promise<string | null>

export type CheckScriptDeps = {
  readonly host: {
    readonly python: string | null
    readonly node: string
    readonly scriptChecks?: HostFacts['scriptChecks']
  }
  readonly run: RunProgram
  readonly clock: Clock
}

/** A text that takes longer is left to its start: nothing is known of it. */
const longestMs = 10_000
const mostAtOnce = 2
const mostRemembered = 500

/** Reads scripts with the interpreter that would run them, in a process of its own: nothing of them is run. */
export function makeCheckScript({ host, run, clock }: CheckScriptDeps): CheckScript {
  const slots = makeSlots(mostAtOnce)
  const known = new Map<string, string | null>()

  return async (script) => {
    const command = commandFor(host, script)
    const file = await stat(script.path).catch(() => null)
    // What is not there is somebody else's to say.
    if (!command || !file) return null
    const key = JSON.stringify([command, file.ino, file.size, file.mtimeMs])
    const before = known.get(key)
    if (before !== undefined) return before
    const said = await slots(new AbortController().signal, () => linesOf(command))
    const answer = said && answerIn(said)
    if (!answer) return null
    if (known.size >= mostRemembered) known.delete(known.keys().next().value ?? '')
    known.set(key, answer.fault)
    return answer.fault
  }

  /** null: it did not come to its end. */
  async function linesOf(command: readonly string[]): Promise<readonly string[] | null> {
    const stop = new AbortController()
    const waited = new AbortController()
    const late = clock.sleep(longestMs, waited.signal).then(
      () => stop.abort(),
      () => {},
    )
    const lines: string[] = []
    try {
      await run(command, (line) => lines.push(line), stop.signal)
      return lines
    } catch {
      return null // the checker itself fell over the text: whether that can run shows when it does
    } finally {
      waited.abort()
      await late
    }
  }
}

/** Refuses what surely cannot be served. `target`: the field that names the script. */
export async function mustBeSound(check: CheckScript, script: ScriptFile, target: string): Promise<void> {
  const fault = await check(script)
  if (fault !== null) throw new Failure('invalid', fault, { target })
}

function commandFor(
  { node, python, scriptChecks }: CheckScriptDeps['host'],
  { component, language, name, path, packaged }: ScriptFile,
): readonly string[] | null {
  const asked = [`--component=${component}`, `--script=${path}`, `--script-name=${name}`]
  if (!scriptChecks) return null
  if (language === 'Python') return python === null ? null : [python, '-I', '-S', scriptChecks.python, ...asked]
  const bounds = ['--no-warnings', '--experimental-vm-modules', '--max-old-space-size=256']
  return [node, ...bounds, scriptChecks.node, ...asked, ...(packaged ? ['--packaged'] : [])]
}

function answerIn(lines: readonly string[]): { readonly fault: string | null } | null {
  try {
    const { fault } = JSON.parse(lines.at(-1) ?? '')
    return { fault: typeof fault === 'string' ? fault : null }
  } catch {
    return null // no answer of ours
  }
}
