import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { type Resources, resourcesOfPlan } from '../domain/resources.ts'
import type { Executable, PlaceContext } from './define.ts'
import { whole } from './predictor-launch.ts'

/** The same executable with parameters for what an instance is given: those of Hopsworks' resources, or a plan as SAP has them. */
export const withResources = (executable: Executable, usual: Resources, usualTransformer: Resources = usual): Executable => {
  const { transformer } = executable
  const own = parametersFor('', usual)
  const theirs = transformer ? parametersFor('transformer', usualTransformer) : {}
  return {
    ...executable,
    parameters: executable.parameters.extend({ ...own, ...theirs }),
    resourcePlans(all) {
      const predictor = all[names('').resourcePlan]
      const own = isText(predictor) ? { predictor } : {}
      const other = all[names('transformer').resourcePlan]
      return isText(other) ? { ...own, transformer: other } : own
    },
    place(all, context) {
      const placement = executable.place(all, context)
      if (placement.kind === 'launch') return { ...placement, resources: readResources(all, '', usual, context) }
      const said = Object.keys(own).find((name) => all[name] !== undefined)
      if (said !== undefined)
        throw invalid(said, `parameterBindings.${said} is of models that run on this installation; this one runs elsewhere`)
      return placement
    },
    ...(transformer && {
      transformer: {
        ...transformer,
        place(all, context) {
          const placement = transformer.place(all, context)
          return placement && { ...placement, resources: readResources(all, 'transformer', usualTransformer, context) }
        },
      },
    }),
  }
}

type Prefix = '' | 'transformer'

const plain = {
  resourcePlan: 'resourcePlan',
  cores: 'cores',
  coresLimit: 'coresLimit',
  memoryMb: 'memoryMb',
  memoryMbLimit: 'memoryMbLimit',
  gpus: 'gpus',
} as const
type Names = { readonly [name in keyof typeof plain]: string }

/** `transformerCores` for a transformer's `cores`. */
export const names = (prefix: Prefix): Names =>
  prefix === ''
    ? plain
    : (Object.fromEntries(
        Object.keys(plain).map((name) => [name, `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`]),
      ) as Names)

function parametersFor(prefix: Prefix, { requests, limits }: Resources): Record<string, z.ZodType> {
  const of = prefix === '' ? 'an instance' : `an instance of the ${prefix}`
  const name = names(prefix)
  const otherwise = (limit: number | null): string => (limit === null ? 'no limit' : String(limit))
  return {
    [name.resourcePlan]: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .describe(`Resource plan of ${of}: a bundle with a name (GET /v2/lm/resourcePlans), instead of the numbers`),
    [name.cores]: cores(0).optional().describe(`Cores kept for ${of}, in steps of 0.001; default: ${requests.cores}`),
    [name.coresLimit]: coresLimit()
      .optional()
      .describe(`Cores that ${of} gets at most; -1: no limit; default: ${otherwise(limits.cores)}, or cores where that is more`),
    [name.memoryMb]: whole(0, 16_777_216).optional().describe(`MB of memory kept for ${of}; default: ${requests.memoryMb}`),
    [name.memoryMbLimit]: memoryLimit()
      .optional()
      .describe(
        `MB of memory; ${of} that takes more is ended and started again; -1: no limit; default: ${otherwise(limits.memoryMb)}, or memoryMb where that is more`,
      ),
    [name.gpus]: whole(0, 64).optional().describe(`GPUs that are of ${of} alone; default: ${requests.gpus}`),
  }
}

function readResources(
  all: Readonly<Record<string, unknown>>,
  prefix: Prefix,
  usual: Resources,
  { resourcePlans }: PlaceContext,
): Resources {
  const name = names(prefix)
  const plan = all[name.resourcePlan]
  if (isText(plan)) {
    const numbers = Object.entries(name).find(([plain, each]) => plain !== 'resourcePlan' && all[each] !== undefined)?.[1]
    if (numbers !== undefined)
      throw invalid(numbers, `parameterBindings.${numbers}: the plan ${plan} says it already; give the plan or the numbers`)
    const found = resourcePlans?.[plan]
    if (!found) throw new Error(`the resource plan ${plan} was not looked up`)
    return resourcesOfPlan(found)
  }
  const said = (key: keyof Names): number | undefined => all[name[key]] as number | undefined
  const [cores, coresLimit] = pair(name.cores, said('cores'), name.coresLimit, said('coresLimit'), [
    usual.requests.cores,
    usual.limits.cores,
  ])
  const [memoryMb, memoryMbLimit] = pair(name.memoryMb, said('memoryMb'), name.memoryMbLimit, said('memoryMbLimit'), [
    usual.requests.memoryMb,
    usual.limits.memoryMb,
  ])
  const gpus = said('gpus') ?? usual.requests.gpus
  return { requests: { cores, memoryMb, gpus }, limits: { cores: coresLimit, memoryMb: memoryMbLimit, gpus }, plan: null }
}

/** Request and limit. Where one alone is said, the other follows it if it must. */
function pair(
  name: string,
  request: number | undefined,
  limitName: string,
  limit: number | undefined,
  [usualRequest, usualLimit]: readonly [number, number | null],
): readonly [number, number | null] {
  if (limit !== undefined) {
    const most = limit === none ? null : limit
    if (most !== null && request !== undefined && request > most)
      throw invalid(
        name,
        `parameterBindings.${name} is ${request}, which is more than ${limitName}, ${most}: keep no more for it than it may have`,
      )
    return [request ?? Math.min(usualRequest, most ?? usualRequest), most]
  }
  return [request ?? usualRequest, usualLimit === null ? null : Math.max(usualLimit, request ?? 0)]
}

const isText = (value: unknown): value is string => typeof value === 'string'

const invalid = (name: string, message: string): Failure =>
  new Failure('invalid', message, { target: `parameterBindings.${name}` })

const none = -1

function cores(least: number) {
  const message = `must be a number of cores from ${least} to 4096, in steps of 0.001`
  return z.coerce.number(message).min(least, message).max(4_096, message).multipleOf(0.001, message)
}

function coresLimit() {
  const message = 'must be -1 for no limit, or a number of cores from 0.001 to 4096, in steps of 0.001'
  const allowed = (value: number): boolean => value === none || (value >= 0.001 && value <= 4_096)
  return z.coerce.number(message).multipleOf(0.001, message).refine(allowed, message)
}

function memoryLimit() {
  const message = 'must be -1 for no limit, or a whole number from 16 to 16777216'
  const allowed = (value: number): boolean => value === none || (value >= 16 && value <= 16_777_216)
  return z.coerce.number(message).int(message).refine(allowed, message)
}
