import { insideScope } from '../../../domain/platform-access.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { apiRoot } from '../address.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, reads } from './routes.ts'

/** A port for inference beside the public one, without TLS; `tls`: and with it. */
export type InferencePort = { readonly port: number; readonly tls: boolean }

export type EndpointDeps = {
  readonly inProject: InProject
  readonly originOf: OriginOf
  readonly inferencePort: InferencePort | null
}

/**
 * Where inference calls go. Clients of 4.5 and before speak plain HTTP there and nothing else, and later ones HTTPS, but for gRPC, which
 * they speak without TLS at the same port: an address is named only where the former is answered, and where one port takes all of it,
 * that is named. With none, clients send inference to this API itself, over its TLS.
 */
export const mountEndpoints = (app: ControlApp, deps: EndpointDeps): void => {
  app.get(
    `${apiRoot}/project/:projectId/inference/endpoints`,
    { config: reads(), schema: described('Lists addresses for inference', { params: ofProject }) },
    async (request) => {
      await deps.inProject(request, request.params.projectId)
      const { protocol, hostname, port } = new URL(deps.originOf(request))
      const secure = protocol === 'https:'
      const own = port === '' ? (secure ? 443 : 80) : Number(port)
      const beside = deps.inferencePort
      const plain = beside?.port ?? (secure ? null : own)
      if (callerOf(request).scopes?.includes(insideScope)) return inside(hostname, plain ?? own)
      if (plain === null) return []
      const ports = [
        { name: 'HTTP', number: plain },
        ...(secure ? [{ name: 'HTTPS', number: beside?.tls ? beside.port : own }] : []),
      ]
      return [{ type: 'LOAD_BALANCER', hosts: [hostname], ports }]
    },
  )
}

/** Clients inside a deployment log in only where there is one of these, by release. They speak plain HTTP there. */
const inside = (hostname: string, number: number) =>
  ['NODE', 'KUBE_CLUSTER'].map((type) => ({ type, hosts: [hostname], ports: [{ name: 'HTTP', number }] }))
