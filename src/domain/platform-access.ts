import { z } from 'zod'
import type { Role } from './principal.ts'

/** What an instance's key of this platform opens: calls, or also what the project holds. */
export const PlatformAccess = z.enum(['serving', 'project'])
export type PlatformAccess = z.infer<typeof PlatformAccess>

/** Environment variables that hold the key. */
export const keyVariables = ['API_KEY', 'SERVING_API_KEY'] as const

/** Such a key makes calls and reads in its resource group, and changes nothing. */
export const platformRole: Role = 'consumer'
/** A scope that no other key has: who calls with it is an instance. It opens nothing. */
export const insideScope = 'INSIDE'
/** In the words of the dialect that knows scopes. */
export const platformScopes: Readonly<Record<PlatformAccess, readonly string[]>> = {
  serving: ['PROJECT', 'USER', 'SERVING'],
  project: ['PROJECT', 'USER', 'SERVING', 'DATASET_VIEW', 'MODELREGISTRY', 'KAFKA'],
}
