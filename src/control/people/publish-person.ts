import { personEntryId } from '../../access/people.ts'
import { sessionEntryId } from '../../access/sessions.ts'
import { publish } from '../platform/api-keys.ts'
import type { PeopleDeps } from './deps.ts'

/** Gateways learn at once what somebody may, and in which sessions. */
export const publishPerson = async (deps: Pick<PeopleDeps, 'store' | 'publisher'>, personId: string): Promise<void> => {
  await publish(deps, personEntryId(personId))
  for (const { id } of await deps.store.sessions.list(personId)) await publish(deps, sessionEntryId(id))
}

/** Their tokens are worth nothing from then on. `keep`: one that goes on. */
export const endSessions = async (
  { store, publisher }: Pick<PeopleDeps, 'store' | 'publisher'>,
  personId: string,
  keep: string | null = null,
): Promise<number> => {
  const ended = (await store.sessions.list(personId)).filter(({ id }) => id !== keep)
  for (const { id } of ended) {
    await store.sessions.remove(id)
    publisher.removeCredential(sessionEntryId(id))
  }
  return ended.length
}
