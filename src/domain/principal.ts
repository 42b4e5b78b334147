/** From least to most: a role includes what the ones before it may do. */
export const roles = ['viewer', 'consumer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * Who is calling. `resourceGroups` and `deployments` are what the credential is limited to; `'*'` is no limit.
 * viewer: read · consumer: also call · operator: also deploy and configure in their groups · admin: everything.
 */
export type Principal = {
  readonly kind: 'apiKey' | 'oauthClient' | 'person'
  /** Public id of the key, client id, or id of the person. */
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly resourceGroups: '*' | readonly string[]
  /** Deployment ids. */
  readonly deployments: '*' | readonly string[]
  /** Parts of an API that it is narrowed down to, in the words of the dialect that made it; absent: to nothing but its role. */
  readonly scopes?: readonly string[]
  /** Id of the session that a person signed in to. */
  readonly session?: string
  /** Epoch ms; null = never. */
  readonly expiresAt: number | null
}

export const mayAs = (principal: Pick<Principal, 'role'>, least: Role): boolean =>
  roles.indexOf(principal.role) >= roles.indexOf(least)

export const mayEnter = (principal: Principal, resourceGroup: string): boolean =>
  principal.resourceGroups === '*' || principal.resourceGroups.includes(resourceGroup)

export const mayTouch = (principal: Principal, deploymentId: string): boolean =>
  principal.deployments === '*' || principal.deployments.includes(deploymentId)
