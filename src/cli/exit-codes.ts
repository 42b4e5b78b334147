/** What the exit code of every command says to a script; documented in docs/how-to/use-the-command-line.md. */
export const exits = {
  ok: 0,
  /** Also of `diff`: there are differences. */
  failure: 1,
  usage: 2,
  notFound: 3,
  /** What was waited for cannot come any more: the deployment is dead. */
  conditionFailed: 4,
  timeout: 5,
  /** No credential, a wrong one, or one that may not do this. */
  denied: 6,
  /** A limit of calls, tokens, money, capacity or instances. */
  limited: 7,
  /** Somebody was first, or the thing is not in a state for this. */
  conflict: 8,
  interrupted: 130,
} as const

/** By the status of the server's refusal. */
export const exitOf = (status: number): number => byStatus[status] ?? exits.failure

const byStatus: Readonly<Record<number, number>> = {
  401: exits.denied,
  402: exits.limited,
  403: exits.denied,
  404: exits.notFound,
  408: exits.timeout,
  409: exits.conflict,
  412: exits.conflict,
  423: exits.conflict,
  429: exits.limited,
  504: exits.timeout,
}
