import { useNavigate } from '@tanstack/react-router'
import type { components } from '../../../../src/client/openapi.ts'
import { api, read } from '../../api/client.ts'
import { serverUrl } from '../../app/place.ts'
import { readAgain } from '../deployments/acts.ts'
import { type DeploymentSearch, deploymentRoute } from './routes.ts'

export type Details = components['schemas']['DeploymentResponseWithDetails']
export type Change = components['schemas']['DeploymentModificationRequest']
export type Executable = components['schemas']['ExecutableDescription']
export type Configuration = components['schemas']['Configuration']

/** What every tab is about, read again each second while it is on its way: progress is told by nobody. */
export function useDeployment(deploymentId: string) {
  const { data, error, refetch } = read.useQuery(
    'get',
    '/v2/lm/deployments/{deploymentId}',
    { params: { path: { deploymentId } } },
    { refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data as Details) ? 1_000 : false) },
  )
  return { deployment: data as Details | undefined, error, refetch }
}

export const isOnItsWay = ({ status, targetStatus, progress }: Details): boolean =>
  progress !== undefined ||
  status === 'STOPPING' ||
  (targetStatus === 'RUNNING' && (status === 'PENDING' || status === 'UNKNOWN'))

/** What runs it. undefined: not read yet, or gone. */
export function useExecutable({ executableId }: Details): Executable | undefined {
  const { data } = read.useQuery('get', '/v2/lm/executables', {}, { staleTime: 600_000 })
  return data?.resources.find(({ id }) => id === executableId)
}

export function useConfiguration(configurationId: string): Configuration | undefined {
  return read.useQuery('get', '/v2/lm/configurations/{configurationId}', { params: { path: { configurationId } } }).data
}

/** Writes a change and has everything read again that tells of deployments. Throws the server's refusal. */
export async function change(deploymentId: string, body: Change): Promise<void> {
  await api.PATCH('/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId } }, body })
  await readAgain()
}

export async function pause({ id }: Details, on: boolean): Promise<void> {
  const params = { path: { deploymentId: id } }
  await (on
    ? api.POST('/v2/lm/deployments/{deploymentId}/pause', { params })
    : api.POST('/v2/lm/deployments/{deploymentId}/resume', { params }))
  await readAgain()
}

/** The server may know itself by another name than the one that this page was called by. Empty until it ran once. */
export const urlOf = ({ deploymentUrl, id }: Details): string =>
  deploymentUrl === '' ? '' : `${serverUrl}/v2/inference/deployments/${id}`

/** What the address says of this page, and how to change a part of it. */
export function useView() {
  const search = deploymentRoute.useSearch()
  const navigate = useNavigate({ from: deploymentRoute.fullPath })
  const set = (more: { readonly [K in keyof DeploymentSearch]: DeploymentSearch[K] | undefined }, replace = true): void =>
    void navigate({ search: (before) => ({ ...before, ...more }) as DeploymentSearch, replace })
  return { search, set }
}
