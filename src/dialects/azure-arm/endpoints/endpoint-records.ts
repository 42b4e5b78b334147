import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Store } from '../../../store/store.ts'

const Tags = z.record(z.string(), z.string()).default({})

const DeploymentRecord = z.object({
  /** What it came to here. */
  configurationId: z.string(),
  tags: Tags,
  description: z.string().default(''),
  properties: z.record(z.string(), z.string()).default({}),
  /** As it was written; null: there is no model, or nothing was said. */
  model: z.string().nullable(),
  environmentId: z.string().nullable(),
  instanceType: z.string().nullable(),
  createdAt: z.int(),
})
export type DeploymentRecord = z.infer<typeof DeploymentRecord>

const EndpointRecord = z.object({
  /** The deployment that its deployments are targets of; null: it has none yet. */
  deploymentId: z.string().nullable(),
  tags: Tags,
  description: z.string().default(''),
  properties: z.record(z.string(), z.string()).default({}),
  authMode: z.enum(['Key', 'AMLToken', 'AADToken']),
  createdAt: z.int(),
  deployments: z.record(z.string(), DeploymentRecord).default({}),
})
export type EndpointRecord = z.infer<typeof EndpointRecord>

const All = z.record(z.string(), EndpointRecord)
export type Endpoints = Readonly<Record<string, EndpointRecord>>

/**
 * What this dialect keeps of online endpoints, which are there before they have anything to run: one text a group. A group that was
 * made anew has none of the one before it.
 */
export const makeEndpointRecords = (settings: Store['settings'], platform: Pick<Platform, 'enterResourceGroup'>) => {
  const turns = new Map<string, Promise<unknown>>()

  const keyOf = async (caller: Parameters<Platform['getDeployment']>[0]): Promise<string> => {
    const { id, createdAt } = await platform.enterResourceGroup(caller.principal, caller.resourceGroup)
    return `azure-endpoints ${id} ${createdAt}`
  }
  const read = async (key: string): Promise<Endpoints> => {
    const stored = await settings.get(key)
    const parsed = stored === null ? null : All.safeParse(JSON.parse(stored))
    return parsed?.success ? parsed.data : {}
  }

  return {
    list: async (caller: Parameters<Platform['getDeployment']>[0]): Promise<Endpoints> => read(await keyOf(caller)),
    /** One change after another in a group; `next` null: it goes. What `change` throws leaves all as it was. */
    async change<T>(
      caller: Parameters<Platform['getDeployment']>[0],
      name: string,
      change: (found: EndpointRecord | null) => Promise<{ readonly next: EndpointRecord | null; readonly answer: T }>,
    ): Promise<T> {
      const key = await keyOf(caller)
      const turn = async (): Promise<T> => {
        const before = await read(key)
        const { next, answer } = await change(before[name] ?? null)
        const { [name]: _, ...others } = await read(key)
        await settings.set(key, JSON.stringify(next ? { ...others, [name]: next } : others))
        return answer
      }
      // What went wrong before is no reason for this one not to have its turn.
      const mine = (turns.get(key) ?? Promise.resolve()).then(turn, turn)
      turns.set(key, mine)
      try {
        return await mine
      } finally {
        if (turns.get(key) === mine) turns.delete(key)
      }
    },
  }
}
export type EndpointRecords = ReturnType<typeof makeEndpointRecords>
