import type { Pool } from '../../client/terms.ts'
import { wholeIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'

export type ListOptions = { readonly inGroup?: string }
export type SetOptions = ListOptions & { readonly model?: string; readonly residency?: string }

const shape: Shape<Pool> = {
  columns: {
    GROUP: (each) => each.resourceGroup,
    TYPE: (each) => each.deploymentType,
    RESIDENCY: (each) => each.residency,
    MODEL: (each) => each.model ?? 'any',
    USED: (each) => each.used,
    LIMIT: (each) => each.limit ?? 'none',
    LEFT: (each) => each.remaining ?? '',
  },
  name: (each) => [each.resourceGroup, each.deploymentType, each.residency, each.model ?? ''].join('/'),
}

export const listPools = async ({ client, output }: Session, { inGroup }: ListOptions): Promise<void> =>
  output.list(shape, await client.terms.pools(inGroup === undefined ? {} : { resourceGroup: inGroup }))

/** `most`: a whole number, `none`, or `default`. */
export async function setPool({ client, say }: Session, type: string, most: string, options: SetOptions): Promise<void> {
  const { inGroup, model, residency } = options
  if (most !== 'none' && most !== 'default' && !/^\d+$/.test(most))
    throw new UsageError(`units ${most}: must be a whole number, "none" for no limit, or "default"`)
  await client.terms.setPool({
    deploymentType: type,
    resourceGroup: inGroup ?? null,
    model: model ?? null,
    ...(residency === undefined ? {} : { residency }),
    ...(most === 'default' ? {} : { limit: most === 'none' ? null : Number(most) }),
  })
  say(`${type} pools of ${inGroup ?? 'each group'} for ${model ?? 'any model'}: ${most}`)
}

export type CapacityOptions = {
  readonly type?: string
  readonly residency?: string
  readonly requests: string
  readonly tokensIn: string
  readonly cached?: string
  readonly tokensOut: string
}

const calculated: Shape<{ readonly capacity: number; readonly raw: number }> = {
  columns: { CAPACITY: (each) => each.capacity, EXACTLY: (each) => each.raw.toFixed(2) },
  name: (each) => String(each.capacity),
}

/** How much capacity calls of one shape take. */
export async function calculate({ client, output }: Session, model: string, options: CapacityOptions): Promise<void> {
  const { type, residency, requests, tokensIn, cached, tokensOut } = options
  const workload = {
    requestsPerMinute: wholeIn(requests, '--requests'),
    inputTokens: wholeIn(tokensIn, '--tokens-in'),
    ...(cached === undefined ? {} : { cachedTokens: wholeIn(cached, '--cached') }),
    outputTokens: wholeIn(tokensOut, '--tokens-out'),
  }
  const asked = { ...(type === undefined ? {} : { deploymentType: type }), ...(residency === undefined ? {} : { residency }) }
  await output.one(calculated, await client.terms.capacity({ model, ...asked, workloads: [workload] }))
}
