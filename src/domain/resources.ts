import { z } from 'zod'

/** Cores in steps of 0.001, memory in MB of 1024 × 1024 bytes. */
export type Amounts = { readonly cores: number; readonly memoryMb: number; readonly gpus: number }

/** What of a machine is spoken of, in the order in which people are told. */
export const amountNames = ['cores', 'memoryMb', 'gpus'] as const satisfies readonly (keyof Amounts)[]

/** What one instance is given. */
export type Resources = {
  /** Kept free for it: it starts only where so much is. */
  readonly requests: Amounts
  /** It gets no more of cores, and is ended when it takes more memory; null: as much as there is. GPUs: as many as requested. */
  readonly limits: { readonly cores: number | null; readonly memoryMb: number | null; readonly gpus: number }
  /** The plan that this comes of; null: it was said number by number. */
  readonly plan: string | null
}

/** What this machine has. */
export type Machine = {
  readonly cores: number
  readonly memoryMb: number
  /** As `CUDA_VISIBLE_DEVICES` names them. */
  readonly gpus: readonly string[]
}

/** What an instance takes now, and has taken. */
export type Used = { readonly cpuSeconds: number; readonly memoryBytes: number }

/** How instances are kept to their limits; `watchdog`: memory is looked at now and then, and cores are not limited. */
export const limiters = ['cgroup-v2', 'cgroup-v1', 'watchdog'] as const
export type Limiter = (typeof limiters)[number]

/** Hopsworks' own (`PredictorResources`, `TransformerResources`). */
export const usualResources: Resources = {
  requests: { cores: 0.2, memoryMb: 32, gpus: 0 },
  limits: { cores: 2, memoryMb: 1024, gpus: 0 },
  plan: null,
}

/** A little is kept for it, and it may have all there is: of a model whose size nobody knows beforehand. */
export const unlimitedResources: Resources = {
  requests: usualResources.requests,
  limits: { cores: null, memoryMb: null, gpus: 0 },
  plan: null,
}

/** A bundle with a name: an instance of it is given exactly this, no more and no less. */
export const ResourcePlan = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, ".", "_" and "-", beginning with a letter or digit'),
  description: z.string().max(256).default(''),
  cores: z.number().min(0.001).max(4_096).multipleOf(0.001).describe('Processor cores, in steps of 0.001'),
  memoryMb: z.int().min(16).max(16_777_216).describe('Memory in MB'),
  gpus: z.int().min(0).max(64).default(0).describe('Whole GPUs'),
})
export type ResourcePlan = z.infer<typeof ResourcePlan>

const plan = (name: string, cores: number, gigabytes: number, gpus = 0): ResourcePlan => {
  const description = [`${cores} ${cores === 1 ? 'core' : 'cores'}`, `${gigabytes} GB`, ...(gpus > 0 ? ['one GPU'] : [])].join(
    ', ',
  )
  return { name, description, cores, memoryMb: gigabytes * 1024, gpus }
}

/** Those of SAP AI Core on AWS, by their names. */
export const shippedPlans: readonly ResourcePlan[] = [
  plan('starter', 1, 3),
  plan('basic', 3, 11),
  plan('basic.8x', 31, 116),
  plan('infer.s', 3, 10, 1),
  plan('infer.m', 7, 26, 1),
  plan('infer.l', 15, 58, 1),
  plan('train.l', 7, 55, 1),
]

export const resourcesOfPlan = ({ name, cores, memoryMb, gpus }: ResourcePlan): Resources => {
  const amounts = { cores, memoryMb, gpus }
  return { requests: amounts, limits: amounts, plan: name }
}

/** How many instances there may be of a plan; of one group, or (null) of all together. */
export type PlanQuota = { readonly plan: string; readonly resourceGroup: string | null; readonly maxInstances: number }
