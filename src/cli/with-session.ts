import type { GlobalOptions, Session } from './session.ts'

/** Runs an action with an open session; the command's own options come last. */
export type WithSession = <Options extends object>(
  work: (session: Session, args: readonly string[], options: Options & GlobalOptions) => Promise<void>,
) => (...given: unknown[]) => Promise<void>
