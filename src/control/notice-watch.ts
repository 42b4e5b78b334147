import type { Clock } from '../domain/clock.ts'
import type { NewEvent } from '../domain/events.ts'
import { type Hourly, makeHourly } from '../domain/hourly.ts'
import type { Notify } from './events.ts'
import { type Retirement, type RetirementDeps, retirementsOf } from './platform/retirements.ts'

export type NoticeWatchDeps = RetirementDeps & {
  readonly clock: Clock
  readonly notify: Notify
  readonly log: { error(fields: object, event: string): void }
}

const day = 86_400_000
const firstMs = 60_000

/** Days ahead of a retirement, or of an upgrade by policy, at which it is told. */
export const noticeDays = [7, 30, 60, 90] as const

/** Tells of what comes, and of what has come; of the same thing once. */
export const makeNoticeWatch = (deps: NoticeWatchDeps): Hourly =>
  makeHourly(
    deps.clock,
    firstMs,
    async () => {
      for (const id of await deps.store.deployments.allIds()) {
        const deployment = await deps.store.deployments.byId(id)
        for (const each of deployment ? await retirementsOf(deps, deployment) : []) {
          const notice = noticeOf(each, deps.clock.now())
          if (notice) await deps.notify(notice)
        }
      }
    },
    (error) => deps.log.error({ err: error }, 'retirements could not be looked for; trying again in an hour'),
  )

/** null: there is nothing to tell yet. Of what is near only the nearest notice is told, however many were missed. */
export function noticeOf(retirement: Retirement, now: number): NewEvent | null {
  const { deployment, configurationId, model, modelVersion, next, replacements } = retirement
  if (!next) return null
  const { at, action, to } = next
  const days = noticeDays.find((each) => at - now <= each * day)
  if (days === undefined || (action === 'upgrade' && at <= now)) return null
  const date = new Date(at).toISOString().slice(0, 10)
  const over = at <= now
  const kind = action === 'upgrade' ? 'upgrade.notice' : over ? 'retirement.reached' : 'retirement.notice'
  const { id, name, resourceGroup } = deployment
  return {
    kind,
    severity: over ? 'critical' : action === 'upgrade' ? 'info' : 'warning',
    resourceGroup,
    deploymentId: id,
    message: wordsOf(retirement, date, over, name),
    data: {
      model,
      modelVersion,
      configurationId,
      at: new Date(at).toISOString(),
      action,
      to,
      replacements,
      ...(over ? {} : { days }),
    },
    once: [kind, id, configurationId, modelVersion, to ?? '', date, over ? '' : days].join(' '),
  }
}

function wordsOf({ model, modelVersion, next, replacements }: Retirement, date: string, over: boolean, name: string): string {
  const what = `version ${modelVersion} of ${model}`
  if (next?.action === 'upgrade') return `"${name}" goes on from ${what} to version ${next.to} on ${date}`
  const instead = replacements.length === 0 ? '' : `; ${replacements.join(' or ')} may take its place`
  if (over) return `"${name}" refuses its calls: ${what} was retired on ${date}${instead}`
  return `"${name}" will refuse its calls from ${date} on, when ${what} is retired${instead}`
}
