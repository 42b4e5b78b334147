import type { Connection } from '../../domain/connection.ts'
import { Failure } from '../../domain/failure.ts'
import { GivenCredential } from './credential.ts'

/** Seals text so that it opens only in the same context (see `access/box.ts`). */
export type Box = {
  seal(plain: string, context: string): string | Promise<string>
  open(sealed: string, context: string): string | Promise<string>
}

type Place = Pick<Connection, 'resourceGroup' | 'name'>

const contextOf = (place: Place): string => `connection:${place.resourceGroup ?? '*'}/${place.name}`

/** null where there is nothing to keep: an empty credential is none. */
export const sealCredential = async (box: Box, place: Place, credential: GivenCredential): Promise<string | null> =>
  Object.keys(credential).length > 0 ? box.seal(JSON.stringify(credential), contextOf(place)) : null

/** As it was given; `{}` where the connection needs no credential. */
export async function openCredential(box: Box, connection: Connection): Promise<GivenCredential> {
  if (!connection.sealedCredential) return {}
  try {
    return GivenCredential.parse(JSON.parse(await box.open(connection.sealedCredential, contextOf(connection))))
  } catch (cause) {
    throw new Failure(
      'unavailable',
      `the credential of connection "${connection.name}" cannot be opened with the present master key; set it anew`,
      {},
      { cause },
    )
  }
}
