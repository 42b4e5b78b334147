import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { apiRoot } from '../address.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, reads } from './routes.ts'

export type EndpointDeps = {
  readonly inProject: InProject
  readonly originOf: OriginOf
  /** A port of plain HTTP beside the public one; null: there is none. */
  readonly inferencePort: number | null
}

/**
 * Where inference calls go. Clients of 4.5 and before speak plain HTTP there and nothing else, and later ones prefer HTTPS: an
 * address is named only where the former is answered. With none, clients send inference to this API itself, over its TLS.
 */
export const mountEndpoints = (app: ControlApp, deps: EndpointDeps): void => {
  app.get(
    `${apiRoot}/project/:projectId/inference/endpoints`,
    { config: reads, schema: described('Lists addresses for inference', { params: ofProject }) },
    async (request) => {
      await deps.inProject(request, request.params.projectId)
      const { protocol, hostname, port } = new URL(deps.originOf(request))
      const secure = protocol === 'https:'
      const own = port === '' ? (secure ? 443 : 80) : Number(port)
      const plain = deps.inferencePort ?? (secure ? null : own)
      if (plain === null) return []
      const ports = [{ name: 'HTTP', number: plain }, ...(secure ? [{ name: 'HTTPS', number: own }] : [])]
      return [{ type: 'LOAD_BALANCER', hosts: [hostname], ports }]
    },
  )
}
