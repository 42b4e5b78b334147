/** Kinds of events that somebody can be told of, by what they are about. */
export const eventKinds = [
  'budget.threshold',
  'hint.anomaly',
  'hint.idle',
  'retirement.notice',
  'retirement.reached',
  'upgrade.notice',
  'upgrade.done',
  'upgrade.failed',
] as const
export type EventKind = (typeof eventKinds)[number]

/** What a target can ask for: everything, all of one kind, or one. */
export const eventPatterns: readonly string[] = ['*', 'budget.*', 'hint.*', 'retirement.*', 'upgrade.*', ...eventKinds]

/** Whether a target that asked for these is told of that kind; as the server has it. */
export const hears = (patterns: readonly string[], kind: string): boolean =>
  patterns.some((each) => each === '*' || each === kind || (each.endsWith('.*') && kind.startsWith(each.slice(0, -1))))
