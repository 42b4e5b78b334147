import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Failure } from '../../domain/failure.ts'
import { languageOf, type ScriptFile } from '../../domain/script.ts'
import type { CheckScript } from '../check-scripts.ts'
import { short } from '../platform/listing.ts'

/** A script that is only a text yet. `path`: as it is going to be called; its ending says the language. */
export type ScriptText = Pick<ScriptFile, 'component' | 'packaged'> & { readonly path: string; readonly text: string }
/** `line` counts from 1; null: it is about the whole. */
export type ScriptFault = { readonly message: string; readonly line: number | null }

/** Says what is surely wrong with a text before anybody keeps it; null: nothing that is known. Nothing of it is run, and nothing stays. */
export const makeCheckText =
  ({
    checkScript,
    scratch,
    newId,
  }: {
    readonly checkScript: CheckScript
    readonly scratch: string
    readonly newId: () => string
  }) =>
  async ({ path, text, ...script }: ScriptText): Promise<ScriptFault | null> => {
    const language = languageOf(path)
    if (language === null)
      throw new Failure('invalid', `path ${short(path)} must end with .py, .ipynb, .js, .mjs, .cjs or .ts`, { target: 'path' })
    const file = join(scratch, newId())
    await mkdir(scratch, { recursive: true })
    try {
      await writeFile(file, text, { mode: 0o600 })
      const message = await checkScript({ ...script, language, name: posix.basename(path), path: file })
      return message === null ? null : { message, line: lineIn(message, posix.basename(path)) }
    } finally {
      await rm(file, { force: true })
    }
  }

/** `predict.py line 3: …`; what is in a cell of a notebook is at no line of the file. */
const lineIn = (message: string, name: string): number | null => {
  const [, line] = message.startsWith(`${name} line `) ? (/ line (\d+)/.exec(message.slice(name.length)) ?? []) : []
  return line === undefined ? null : Number(line)
}
