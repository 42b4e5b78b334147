import type { Configuration } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps, Placed } from '../deps.ts'

/**
 * Whether a deployment of this configuration can come up as things are: throws `Failure('invalid')` where it never could,
 * a retired model version and a script without its class included. null: nothing is wrong, but something it needs is still on its way.
 */
export const mustBePlaceable = async (
  { place }: Pick<ControlDeps, 'place'>,
  configuration: Configuration,
): Promise<Placed | null> => {
  try {
    return await place(configuration, { readScripts: true })
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    if (cause.code === 'unavailable') return null
    if (cause.code === 'gone' || cause.code === 'not_found') throw new Failure('invalid', cause.message, cause.details, { cause })
    throw cause
  }
}
