import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { integer, message, one, text } from '../../wires/oip-v2/grpc/proto-message.ts'
import type { GrpcMethod } from './dialect.ts'
import { GrpcError } from './status.ts'

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export const healthService = 'grpc.health.v1.Health'
export const healthProto: string = join(import.meta.dirname, 'health.proto')
const HealthCheckRequest = message({ service: one(1, text) })
const HealthCheckResponse = message({ status: one(1, integer) })
const states = { serving: 1, notServing: 2, serviceUnknown: 3 } as const

/** The method of a path, where it is one of the health service. */
export function makeHealth(services: readonly string[], serving: () => boolean): (path: string) => GrpcMethod | null {
  const stateOf = (service: string): number => {
    if (service !== '' && service !== healthService && !services.includes(service)) return states.serviceUnknown
    return serving() ? states.serving : states.notServing
  }
  const rendered = (status: number): Buffer => Buffer.concat(HealthCheckResponse.encode({ status }))
  const check: GrpcMethod = {
    kind: 'unary',
    open: true,
    group: null,
    async answer(bytes) {
      const { service } = HealthCheckRequest.decode(bytes)
      const status = stateOf(service)
      if (status === states.serviceUnknown) throw new GrpcError('notFound', `there is no service "${service}"`)
      return [rendered(status)]
    },
  }
  const watch: GrpcMethod = {
    kind: 'watch',
    begin(bytes, say) {
      const { service } = HealthCheckRequest.decode(bytes)
      void say(rendered(stateOf(service)))
      // Nothing changes but that it ends: then the caller is told once more.
      return () => say(rendered(services.includes(service) || service === '' ? states.notServing : states.serviceUnknown))
    },
  }
  return (path) => (path === `/${healthService}/Check` ? check : path === `/${healthService}/Watch` ? watch : null)
}
