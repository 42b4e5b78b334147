import { Failure } from '../../domain/failure.ts'
import { mayAs, type Principal, type Role } from '../../domain/principal.ts'

/** What a new credential is to be allowed. */
export type Grant = {
  readonly role: Role
  readonly resourceGroups: '*' | readonly string[]
  readonly deployments: '*' | readonly string[]
}

/** Nobody gives away more than they have: throws `Failure('forbidden')`. */
export const mustCover = (giver: Principal, grant: Grant): void => {
  if (!mayAs(giver, grant.role)) throw refusal('role', `role "${grant.role}" is above your own, which is "${giver.role}"`)
  if (!covers(giver.resourceGroups, grant.resourceGroups))
    throw refusal('resourceGroups', `resourceGroups must be among your own: ${said(giver.resourceGroups)}`)
  if (!covers(giver.deployments, grant.deployments))
    throw refusal('deployments', `deployments must be among your own: ${said(giver.deployments)}`)
}

/** Whether a credential lies within what the caller could have given; others are not shown to them. */
export const isCovered = (viewer: Principal, grant: Grant): boolean =>
  mayAs(viewer, grant.role) &&
  covers(viewer.resourceGroups, grant.resourceGroups) &&
  covers(viewer.deployments, grant.deployments)

const covers = (own: '*' | readonly string[], given: '*' | readonly string[]): boolean =>
  own === '*' || (given !== '*' && given.every((each) => own.includes(each)))

const said = (own: '*' | readonly string[]): string => (own === '*' ? 'all' : own.join(', '))

const refusal = (target: string, message: string): Failure => new Failure('forbidden', message, { target })
