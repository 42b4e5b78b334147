import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Caller } from '../../control/platform/caller.ts'
import type { Platform } from '../../control/platform/platform.ts'
import { callerInGroup, callerOf } from '../control/access.ts'

/** Where OpenAI's clients look for files and batches, then Azure's. The first is the one that is described. */
export const roots = [
  '/v1',
  '/openai/v1',
  '/openai',
  '/openai/deployments/:deployment',
  '/api/projects/:project/openai/v1',
] as const
export type Root = (typeof roots)[number]

/** A project of the address is the resource group. */
const configOf = (root: Root) => ({ access: { role: 'consumer', group: root.includes(':project') ? 'none' : 'header' } }) as const

export type CallerOf = (request: FastifyRequest) => Promise<Caller>

export const makeCallerOf =
  ({ enterResourceGroup }: Pick<Platform, 'enterResourceGroup'>): CallerOf =>
  async (request) => {
    const { project } = request.params as InPath
    if (project === undefined) return callerInGroup(request)
    const principal = callerOf(request)
    return { principal, resourceGroup: (await enterResourceGroup(principal, project)).id }
  }

const Refused = z
  .object({
    error: z.looseObject({
      message: z.string(),
      code: z.string().nullish(),
      type: z.string().nullish(),
      param: z.string().nullish(),
    }),
  })
  .meta({ id: 'OpenaiError' })
export const refusals = { '4XX': Refused } as const

/** `api-version`: of Azure's addresses, any will do. */
export const query = { 'api-version': z.string().max(40).optional() }
export const NoQuery = z.strictObject(query)
export const Order = z.enum(['asc', 'desc']).default('desc')
export const Id = z.string().min(1).max(100)

type InPath = { readonly deployment?: string | undefined; readonly project?: string | undefined }
/** What is in the path at each root. */
export const withoutId = (root: Root): z.ZodType<InPath> =>
  root.includes(':deployment') ? z.object(ofDeployment) : root.includes(':project') ? z.object(ofProject) : z.object({})
export const withId = (root: Root): z.ZodType<InPath & { readonly id: string }> =>
  root.includes(':deployment')
    ? z.object({ ...ofDeployment, id: Id })
    : root.includes(':project')
      ? z.object({ ...ofProject, id: Id })
      : z.object({ id: Id })
const ofDeployment = { deployment: z.string() }
const ofProject = { project: z.string() }

/** Of operations by their root: the first has the plain names. */
const placeOf = {
  '/v1': '',
  '/openai/v1': '.openai',
  '/openai': '.azure',
  '/openai/deployments/:deployment': '.azureDeployment',
  '/api/projects/:project/openai/v1': '.project',
} as const satisfies Readonly<Record<Root, string>>

/** The same at every root. */
export const routesAt =
  (root: Root, tag: string) =>
  <Schema extends object>(operationId: string, summary: string, schema: Schema) => ({
    config: configOf(root),
    schema: { tags: [tag], operationId: `${operationId}${placeOf[root]}`, summary, ...schema },
  })

export const seconds = (ms: number): number => Math.floor(ms / 1000)
export const secondsOrNull = (ms: number | null): number | null => (ms === null ? null : seconds(ms))

/** A page of `limit` out of one more than that. */
export const pageOf = <Shown extends { readonly id: string }>(found: readonly Shown[], limit: number) => {
  const data = found.slice(0, limit)
  return {
    object: 'list' as const,
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: found.length > limit,
  }
}
export const listOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({
      object: z.literal('list'),
      data: z.array(item),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    })
    .meta({ id })
