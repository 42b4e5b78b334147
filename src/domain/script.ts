import type { ScaledComponent } from './scaling.ts'

export type ScriptLanguage = 'Python' | 'JavaScript'

/** A user's script that a component is to run. */
export type ScriptFile = {
  readonly component: ScaledComponent
  readonly language: ScriptLanguage
  /** As people know it: `predict.py`. */
  readonly name: string
  /** Of its text on this machine, where it may lie under another name. */
  readonly path: string
  /** Whether a `package.json` lies beside it where it runs; absent: none does. */
  readonly packaged?: boolean
}

/** null: it is no script of which that is known. */
export const languageOf = (name: string): ScriptLanguage | null =>
  /\.[cm]?[jt]s$/i.test(name) ? 'JavaScript' : /\.(py|ipynb)$/i.test(name) ? 'Python' : null
