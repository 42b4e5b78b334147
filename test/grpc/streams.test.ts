import { connect } from 'node:http2'
import { credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { generate } from 'selfsigned'
import { describe, expect, it } from 'vitest'
import { oipGrpc } from '../../src/dialects/oip/grpc.ts'
import { limited, quota } from '../admission/limits.ts'
import { eventually, startHarness } from '../gateway-harness.ts'
import type { Json } from '../platform.ts'
import { connectGrpc, type GrpcClient, service } from './client.ts'
import { modelRoute, type Scene, startScene } from './scene.ts'

const infer = (value: number, more: object = {}) => ({
  model_name: 'model',
  id: String(value),
  inputs: [{ name: 'x', datatype: 'INT32', shape: [1], contents: { int_contents: [value] } }],
  ...more,
})
const admin = (): Metadata => Metadata.fromHttp2Headers({ authorization: 'Bearer admin' })

/** `ModelStreamInfer`: what it was answered, and how it ended. */
function converse(grpc: GrpcClient, metadata = admin()) {
  const { path, requestSerialize, responseDeserialize } = service.ModelStreamInfer
  const stream = grpc.client.makeBidiStreamRequest<Json, Json>(path, requestSerialize, responseDeserialize, metadata)
  const answers: Json[] = []
  stream.on('data', (each) => answers.push(each))
  const ended = new Promise<number>((resolve) => {
    stream.on('error', (error: ServiceError) => resolve(error.code))
    stream.on('end', () => resolve(status.OK))
  })
  return { stream, answers, ended }
}

describe('a stream of requests', () => {
  it('is answered in its order, and a wrong one in its place', async () => {
    await using scene = await startScene()
    using grpc = connectGrpc(scene.address)
    const { stream, answers, ended } = converse(grpc)
    for (let value = 0; value < 30; value += 1) {
      if (value === 3) stream.write(infer(value, { model_name: 'nobody' }))
      else if (value === 5) stream.write(infer(value, { inputs: [] }))
      else stream.write(infer(value))
    }
    stream.end()
    expect(await ended).toBe(status.OK)
    expect(answers.map((each) => each.infer_response.id)).toEqual(Array.from({ length: 30 }, (_, index) => String(index)))
    expect(answers[3]).toMatchObject({ error_message: expect.stringMatching(/'nobody' does not exist/) })
    expect(answers[5].error_message).toMatch(/at least one tensor/)
    expect(answers[6]).toMatchObject({
      error_message: '',
      infer_response: {
        outputs: [{ contents: { int_contents: [6] } }],
        parameters: { triton_final_response: { bool_param: true } },
      },
    })

    const unknown = converse(grpc, new Metadata())
    expect(await unknown.ended).toBe(status.UNAUTHENTICATED)

    // Who leaves in the middle stops what is under way.
    const leaving = converse(grpc)
    leaving.stream.write(infer(1, { parameters: { word: { string_param: 'sleep' }, seconds: { double_param: 0.5 } } }))
    await eventually(() => scene.host.said.stdout.includes('asleep'))
    leaving.stream.cancel()
    expect(await leaving.ended).toBe(status.CANCELLED)
    await eventually(() => scene.harness.logged.some(({ outcome }) => outcome === 'hang-up'))
  }, 60_000)
})

describe('a deployment', () => {
  it('that is starting keeps its callers waiting, not failing', async () => {
    await using scene = await startScene((host) => [modelRoute('model', host, { state: 'starting', targets: [] })])
    using grpc = connectGrpc(scene.address)
    const waiting = grpc.call('ModelInfer', infer(7))
    await eventually(async () => (await grpc.call('ModelReady', { name: 'model' })).answer.ready === false)
    scene.harness.control.say({ kind: 'route', route: modelRoute('model', scene.host) })
    expect((await waiting).answer.outputs[0].contents.int_contents).toEqual([7])
  }, 60_000)

  it('that may not be called more often says when it may', async () => {
    await using scene = await startScene()
    using grpc = connectGrpc(scene.address)
    scene.harness.control.say(limited(quota('q1', { requestsPerMinute: 1 })))
    await eventually(() => [...scene.harness.gateway.table.limits()].length === 1)
    const { metadata } = await grpc.call('ModelInfer', infer(1))
    expect(metadata['x-ratelimit-remaining-requests']).toBe('0')
    const refused = await grpc.refused('ModelInfer', infer(2))
    expect(refused.code).toBe('RESOURCE_EXHAUSTED')
    const pushback = Number(refused.metadata.get('grpc-retry-pushback-ms')[0])
    expect(pushback).toBeGreaterThan(0)
    expect(pushback).toBeLessThanOrEqual(60_000)
    expect(Number(refused.metadata.get('retry-after')[0])).toBe(Math.ceil(pushback / 1000))
    expect(String(refused.metadata.get('grpc-status-details-bin')[0])).toContain('google.rpc.RetryInfo')
  }, 60_000)
})

/** As grpc.health.v1 is written down. */
const health: Json = loadSync(new URL('../../src/gateway/grpc/health.proto', import.meta.url).pathname, {
  enums: String,
  defaults: true,
})['grpc.health.v1.Health']

describe('health', () => {
  const check = (grpc: GrpcClient, name: string): Promise<Json> =>
    new Promise((resolve) => {
      const { path, requestSerialize, responseDeserialize } = health.Check
      grpc.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service: name }, (error, answer) =>
        resolve(error ? status[error.code] : (answer as Json).status),
      )
    })

  it('is told to anybody, and until the end to who watches', async () => {
    const scene: Scene = await startScene()
    using grpc = connectGrpc(scene.address)
    expect(await check(grpc, '')).toBe('SERVING')
    expect(await check(grpc, 'inference.GRPCInferenceService')).toBe('SERVING')
    expect(await check(grpc, 'other.Service')).toBe('NOT_FOUND')
    const { path, requestSerialize, responseDeserialize } = health.Watch
    const watch = grpc.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service: '' })
    const told: string[] = []
    watch.on('data', (each: Json) => told.push(each.status))
    const ended = new Promise((resolve) => watch.on('end', resolve).on('error', resolve))
    await eventually(() => told.length === 1)
    await scene[Symbol.asyncDispose]()
    await ended
    expect(told).toEqual(['SERVING', 'NOT_SERVING'])
  }, 60_000)
})

describe('the end of a gateway', () => {
  it('waits for calls, and asks callers to go', async () => {
    const scene = await startScene(undefined, { drainMs: 20_000 })
    using grpc = connectGrpc(scene.address)
    const slow = grpc.call(
      'ModelInfer',
      infer(1, { parameters: { word: { string_param: 'sleep' }, seconds: { double_param: 0.3 } } }),
    )
    await eventually(() => scene.host.said.stdout.includes('asleep'))
    const idle = connect(`http://${scene.address}`)
    const asked = new Promise((resolve) => idle.once('goaway', resolve))
    await new Promise((resolve) => idle.once('remoteSettings', resolve))
    const closed = scene[Symbol.asyncDispose]()
    expect((await slow).answer.id).toBe('1')
    await asked
    await closed
  }, 60_000)
})

describe('a port that is in use', () => {
  it('is passed over where nobody asked for it, and else the reason why there is no start', async () => {
    await using scene = await startScene()
    const taken = scene.harness.gateway.grpcPort ?? 0
    const grpc = (required: boolean) => ({ dialect: oipGrpc, version: '1', port: { port: taken, required } })
    await using other = await startHarness([], {}, { grpc: grpc(false) })
    expect(other.gateway.grpcPort).toBeNull()
    using client = connectGrpc(`127.0.0.1:${other.gateway.port}`)
    expect((await client.call('ServerReady', {})).answer).toEqual({ ready: true })
    await expect(startHarness([], {}, { grpc: grpc(true) })).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken })
  }, 60_000)
})

describe('TLS', () => {
  it.each(['own port', 'public port'])(
    'on the %s',
    async (which) => {
      const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
      const listen = { host: '127.0.0.1', port: 0, tls: { cert, key } }
      await using scene = await startScene(undefined, {}, { listen })
      const trusted = credentials.createSsl(Buffer.from(cert), null, null, { checkServerIdentity: () => undefined })
      const address = which === 'own port' ? scene.address : scene.publicAddress
      using grpc = connectGrpc(address, 'admin', { 'grpc.ssl_target_name_override': 'localhost' }, trusted)
      expect((await grpc.call('ModelInfer', infer(5))).answer.id).toBe('5')
    },
    60_000,
  )
})
