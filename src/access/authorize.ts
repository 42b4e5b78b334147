import { Failure } from '../domain/failure.ts'
import { defaultResourceGroup, ResourceGroupId } from '../domain/ids.ts'
import { mayAs, mayEnter, mayTouch, type Principal, type Role, roles } from '../domain/principal.ts'

export type Needed = {
  /** The least role that may do it. */
  readonly role: Role
  readonly resourceGroup?: string
  readonly deploymentId?: string
}

/**
 * Refuses with `Failure('forbidden')` what the caller may not do. With `absent`, what lies in another tenant is refused
 * by that failure instead: pass the one that a missing thing gets, and the two cannot be told apart.
 */
export const authorize = (principal: Principal, needed: Needed, absent?: () => Failure): void => {
  const { role, resourceGroup, deploymentId } = needed
  if (!mayAs(principal, role)) {
    const enough = roles.slice(roles.indexOf(role)).join(' or ')
    throw new Failure(
      'forbidden',
      `this needs the role ${enough}; the credential "${principal.name}" has the role ${principal.role}`,
    )
  }
  if (resourceGroup !== undefined && !mayEnter(principal, resourceGroup)) {
    throw absent?.() ?? outside(principal, resourceGroup)
  }
  if (deploymentId !== undefined && !mayTouch(principal, deploymentId)) {
    throw absent?.() ?? new Failure('forbidden', `the credential "${principal.name}" may not use deployment ${deploymentId}`)
  }
}

export const resourceGroupHeader = 'AI-Resource-Group'

/** The group that a request is about: the header's; without header `default`, or the only one that the credential may use. */
export const resourceGroupOf = (principal: Principal, header: string | undefined): string => {
  if (header) {
    if (!ResourceGroupId.safeParse(header).success) {
      throw new Failure('invalid', `${resourceGroupHeader} ${shape}`, { target: resourceGroupHeader })
    }
    if (!mayEnter(principal, header)) throw outside(principal, header)
    return header
  }
  if (mayEnter(principal, defaultResourceGroup)) return defaultResourceGroup
  const [only, ...others] = principal.resourceGroups
  if (only === undefined) throw outside(principal, defaultResourceGroup)
  if (others.length === 0) return only
  throw new Failure('invalid', `send the header ${resourceGroupHeader} with one of ${groupsOf(principal)}`, {
    target: resourceGroupHeader,
  })
}

const shape = 'must be 3 to 253 letters, digits, "." or "-", and start and end with a letter or digit'

/** Says nothing about whether the group exists. */
const outside = (principal: Principal, resourceGroup: string): Failure =>
  new Failure(
    'forbidden',
    `the credential "${principal.name}" may not use resource group "${resourceGroup}"; it may use ${groupsOf(principal)}`,
    { target: resourceGroupHeader },
  )

const groupsOf = ({ resourceGroups }: Principal): string =>
  resourceGroups === '*' ? 'all' : resourceGroups.map((each) => `"${each}"`).join(', ') || 'none'
