import type { Caller } from '../../control/platform/caller.ts'
import type { Offer } from '../../control/platform/offers.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { Failure } from '../../domain/failure.ts'
import { type FindEntry, formatOf } from './models.ts'
import { type SkuName, skus } from './skus.ts'

export type ModelAsked = {
  /** null: nothing was said. */
  readonly format: string | null
  readonly name: string
  /** Name of a connection or of an executable, or an address that ends in one; null: nothing was said. */
  readonly source: string | null
}

/** Of those that have a model of Azure's own name, this one is meant where nothing else is said. */
const usual = 'azure-openai'

/**
 * The one way of having the model that is meant; null: the platform is to say why there is none, or which there are.
 * Throws `Failure('invalid')` where the model is of another format.
 */
export async function chooseOffer(
  platform: Pick<Platform, 'offersOf'>,
  caller: Caller,
  { format, name, source }: ModelAsked,
  sku: SkuName,
  find: FindEntry,
): Promise<Offer | null> {
  const all = await platform.offersOf(caller, name, skus[sku].residency)
  const formats = all.map(({ executable, source: from }) =>
    formatOf(from === 'catalog' ? (find(executable.id, name)?.provider ?? null) : null),
  )
  const ofFormat = all.filter((_, at) => format === null || formats[at]?.toLowerCase() === format.toLowerCase())
  if (format !== null && all.length > 0 && ofFormat.length === 0)
    throw new Failure(
      'invalid',
      `properties.model.format "${format.slice(0, 60)}" is not that of ${name}: it is ${[...new Set(formats)].join(' or ')}`,
      { code: 'DeploymentModelNotSupported', target: 'properties.model.format' },
    )
  const wanted = source === null ? null : lastOf(source)
  const fitting = ofFormat.filter(
    ({ executable, connection, types }) =>
      (wanted === null || connection === wanted || executable.id === wanted) && types.some(({ type }) => type === skus[sku].type),
  )
  if (fitting.length === 1) return fitting[0] ?? null
  const own = fitting.filter(({ executable }) => executable.id === usual)
  return own.length === 1 ? (own[0] ?? null) : null
}

export const lastOf = (address: string): string => address.slice(address.lastIndexOf('/') + 1)
