import { exits } from './exit-codes.ts'

/** Everything outside that a command touches; `main.ts` hands in the real one. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly stdout: Out
  readonly stderr: Out & NodeJS.WritableStream
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Ends when the person presses Ctrl-C, or the process is asked to stop. */
  readonly interrupted: AbortSignal
}

export type Out = { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }

/** Something that a person can mend: `next` is what to do about it, such as a command. */
export class Trouble extends Error {
  readonly exitCode: number
  readonly next: string | null

  constructor(message: string, options: ErrorOptions & { readonly exitCode?: number; readonly next?: string } = {}) {
    super(message, options)
    this.exitCode = options.exitCode ?? exits.failure
    this.next = options.next ?? null
  }
}

/** Called wrongly. */
export class UsageError extends Trouble {
  constructor(message: string, options: ErrorOptions & { readonly next?: string } = {}) {
    super(message, { ...options, exitCode: exits.usage })
  }
}

/** It was done as asked and the outcome is bad, which is said already: an exit code without further words. */
export class Unsuccessful extends Error {
  readonly exitCode: number

  constructor(exitCode: number = exits.failure) {
    super()
    this.exitCode = exitCode
  }
}
