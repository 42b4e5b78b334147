import type { components } from '../../../../src/client/openapi.ts'
import { read } from '../../api/client.ts'
import { useDeployments } from '../../api/deployments.ts'
import { useMay } from '../../api/session.ts'

type Schemas = components['schemas']
export type Executable = Schemas['ExecutableDescription']
export type Offer = Schemas['ModelOffer']
export type Connection = Schemas['Connection']
export type RegisteredVersion = Schemas['RegisteredVersion']

/** What there is to deploy, and what it could be deployed by. */
export type Facts = {
  readonly executables: readonly Executable[]
  readonly offers: readonly Offer[]
  readonly connections: readonly Connection[]
  readonly registered: readonly RegisteredVersion[]
  /** Names of the deployments that are there. */
  readonly taken: ReadonlySet<string>
}

export type Residency = 'regional' | 'data-zone' | 'global'

/** Everything a form chooses from. `facts` null: not all has come. */
export function useFacts(residency: Residency = 'global') {
  const operator = useMay('operator')
  const query = residency === 'global' ? {} : { residency }
  const executables = read.useQuery('get', '/v2/lm/executables', {})
  const offers = read.useQuery('get', '/v2/lm/models/offers', { params: { query } }, { placeholderData: (before) => before })
  const connections = read.useQuery('get', '/v2/admin/connections', {}, { enabled: operator })
  const registered = read.useQuery('get', '/v2/lm/registry/versions', {})
  const { deployments, error } = useDeployments()
  const facts: Facts | null =
    executables.data && offers.data && registered.data && deployments && (connections.data || !operator)
      ? {
          executables: executables.data.resources,
          offers: offers.data.resources,
          connections: connections.data?.resources ?? [],
          registered: registered.data.resources,
          taken: new Set(deployments.map(({ name }) => name)),
        }
      : null
  return { facts, error: executables.error ?? offers.error ?? connections.error ?? registered.error ?? error }
}
