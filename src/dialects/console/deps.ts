import type { PeopleVerbs } from '../../control/people/open-people.ts'
import type { OriginOf } from '../control/origin.ts'

export type ConsoleDeps = {
  readonly people: Pick<PeopleVerbs, 'signIn'>
  readonly originOf: OriginOf
  readonly version: string
}
