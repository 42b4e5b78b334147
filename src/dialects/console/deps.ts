import type { PeopleVerbs } from '../../control/people/open-people.ts'
import type { OriginOf } from '../control/origin.ts'
import type { WebappDeps } from './webapps.ts'

export type ConsoleDeps = WebappDeps & {
  readonly people: Pick<PeopleVerbs, 'signIn'>
  readonly originOf: OriginOf
  readonly version: string
}
