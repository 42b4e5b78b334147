import { statusOf } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect } from '../../gateway/dialect.ts'
import { decodeSegment, groupIn } from '../address.ts'

/** What `GET /` tells of each deployment. */
export type IndexedModel = {
  readonly name: string
  readonly id: string
  readonly version: string
  readonly state: 'READY' | 'LOADING'
}

/** `/{deployment}/v2/…`: how calls that came over gRPC go on; nobody outside gets to these addresses. `GET /`: what there is. */
export const oipInner: InferenceDialect = {
  id: 'oip',
  match(_method, path, headers) {
    const group = groupIn(headers)
    if (path === '/') return { kind: 'answer', group, answer: index }
    const slash = path.indexOf('/', 1)
    const name = decodeSegment(path.slice(1, slash))
    return { kind: 'call', target: { by: 'name', name }, below: path.slice(slash), group }
  },
  renderError: (failure) => ({
    status: statusOf[failure.code],
    headers: {},
    body: JSON.stringify({ error: failure.message }),
  }),
}

/** Whose servers answer the Open Inference Protocol. */
const wires = new Set(['instances-v1', 'oip-v2'])

function index(routes: readonly Route[]) {
  const models = routes
    .filter(({ wire }) => wires.has(wire))
    .map(
      ({ name, deploymentId, modelVersion, state }): IndexedModel => ({
        name,
        id: deploymentId,
        version: modelVersion ?? '1',
        state: state === 'running' ? 'READY' : 'LOADING',
      }),
    )
  return { status: 200, headers: {}, body: JSON.stringify(models) }
}
