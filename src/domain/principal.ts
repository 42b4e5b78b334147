import { z } from 'zod'

/** From least to most: a role includes what the ones before it may do. */
export const roles = ['viewer', 'consumer', 'operator', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/**
 * Who is calling. `resourceGroups` and `deployments` are what the credential is limited to; `'*'` is no limit.
 * viewer: read · consumer: also call · operator: also deploy and configure in their groups · admin: everything.
 */
export const Principal = z.object({
  kind: z.enum(['apiKey', 'oauthClient']),
  /** Public id of the key, or client id. */
  id: z.string(),
  name: z.string(),
  role: Role,
  resourceGroups: z.union([z.literal('*'), z.array(z.string())]),
  /** Deployment ids. */
  deployments: z.union([z.literal('*'), z.array(z.string())]),
  /** Epoch ms; null = never. */
  expiresAt: z.int().nullable(),
})
export type Principal = z.infer<typeof Principal>

export const mayAs = (principal: Principal, least: Role): boolean => roles.indexOf(principal.role) >= roles.indexOf(least)

export const mayEnter = (principal: Principal, resourceGroup: string): boolean =>
  principal.resourceGroups === '*' || principal.resourceGroups.includes(resourceGroup)

export const mayTouch = (principal: Principal, deploymentId: string): boolean =>
  principal.deployments === '*' || principal.deployments.includes(deploymentId)
