import { oipGrpc } from '../../src/dialects/oip/grpc.ts'
import type { Route } from '../../src/domain/route.ts'
import type { GatewayDeps } from '../../src/gateway/server.ts'
import type { GatewayWaits } from '../../src/gateway/waits.ts'
import { type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type Host, startHost } from '../predictor/host.ts'
import { pythonWith } from '../python-environment.ts'

/** Gives back what it gets; what else it does is asked for by the parameter `word`. */
export const echo = `
import time
class Predict:
    def predict(self, inputs, parameters):
        word = parameters.get("word")
        if word == "raise": raise ValueError("no such luck")
        if word == "half": return inputs.astype("float16")
        if word == "parameters": return [repr(sorted((k, v) for k, v in parameters.items() if k != "binary_data_output"))]
        if word == "sleep":
            print("asleep", flush=True)
            time.sleep(float(parameters["seconds"]))
        if word == "status":
            error = RuntimeError("as asked")
            error.status_code = int(parameters["status"])
            raise error
        return inputs
`

export type Scene = AsyncDisposable & {
  readonly harness: Harness
  readonly host: Host
  /** Of the port of its own, and of the public one. */
  readonly address: string
  readonly publicAddress: string
}

export const modelRoute = (name: string, host: Host, more: Partial<Route> = {}): Route =>
  route(name, [target(`unix:${host.socketPath}`, { id: `${name}-1`, headers: {}, paths: [{ below: '/**', path: '/{rest}' }] })], {
    wire: 'instances-v1',
    modelName: 'iris',
    ...more,
  })

/** A gateway with both ports and a real predictor behind the deployment "model". */
export async function startScene(
  routes: (host: Host) => readonly Route[] = (host) => [modelRoute('model', host)],
  waits: Partial<GatewayWaits> = {},
  more: Partial<GatewayDeps> = {},
): Promise<Scene> {
  const host = startHost({
    script: echo,
    python: pythonWith(),
    env: { MODEL_NAME: 'iris', DEPLOYMENT_ID: idOf('model') },
    args: ['--concurrency', '8'],
  })
  await host.ready()
  const grpc = { dialect: oipGrpc, version: '9.9.9', port: { port: 0, required: true } }
  const harness = await startHarness(routes(host), waits, { grpc, ...more })
  return {
    harness,
    host,
    address: `127.0.0.1:${harness.gateway.grpcPort}`,
    publicAddress: `127.0.0.1:${harness.gateway.port}`,
    async [Symbol.asyncDispose]() {
      await harness[Symbol.asyncDispose]()
      await host[Symbol.asyncDispose]()
    },
  }
}
