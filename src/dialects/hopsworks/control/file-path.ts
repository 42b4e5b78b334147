import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { mustEnter } from './projects.ts'

/** A file in a project's tree. `path` has no slash at its ends: `Models/iris/1/Files`. */
export type ProjectPath = { readonly caller: Caller; readonly path: string }

/**
 * Every way in which clients write a path: `Models/iris`, `/Projects/<project>/Models/iris`, `hdfs:///Projects/…`, the mount
 * `/hopsfs/…`, and `<project>::Models/…` for what another project shares. Files of another project are those of another resource
 * group: the credential must reach it.
 */
export async function readPath(
  platform: Pick<Platform, 'enterResourceGroup'>,
  caller: Caller,
  text: string,
): Promise<ProjectPath> {
  const plain = text
    .replace(/^hdfs:\/{1,3}(?=Projects\/)/, '/')
    .replace(/^\/?hopsfs\//, '')
    .replace(/^\/+|\/+$/g, '')
  const own = /^Projects\/([^/]+)(?:\/(.*))?$/.exec(plain)
  // Clients put their own project before what another shares: `/Projects/mine/theirs::Models`.
  const shared = /^([^/:]+)::(.*)$/.exec(own ? (own[2] ?? '') : plain)
  const [, project, rest = ''] = shared ?? own ?? []
  if (project === undefined) return { caller, path: plain }
  if (project === caller.resourceGroup) return { caller, path: rest }
  return { caller: { ...caller, resourceGroup: await mustEnter(platform, caller.principal, project) }, path: rest }
}

/** As clients know it: `/Projects/<project>/Models/iris`. */
export const fullPath = (project: string, path: string): string => `/Projects/${project}${path === '' ? '' : `/${path}`}`
