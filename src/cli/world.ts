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

/** Called wrongly: exit code 2. */
export class UsageError extends Error {}

/** It was done as asked and the outcome is bad, which is said already: exit code 1 without further words. */
export class Unsuccessful extends Error {}
