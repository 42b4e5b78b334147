import type { Plan } from './plan.ts'

/** Room comes when another deployment's instance goes, which nobody tells us. */
const lookAgainMs = 1_000

const waiting = 'waiting for room: '

/** Whether a message says that nothing could be started, for want of room. */
export const waitsForRoom = (message: string): boolean => message.startsWith(waiting)

/** A plan of which some start was not tried, for want of room: it stays as it is until there is some. */
export function waitForRoom<P extends Plan>(plan: P, missing: string | null): P {
  if (missing === null) return plan
  const few = plan.message.match(/^\d+ of \d+ instances run/)?.[0]
  const message = `${waiting}${missing}`
  return {
    ...plan,
    message: few === undefined ? message : `${few}: ${message}`,
    againMs: plan.againMs === null ? lookAgainMs : Math.min(plan.againMs, lookAgainMs),
  }
}
