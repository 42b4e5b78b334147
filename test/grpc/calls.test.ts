import { type ClientHttp2Session, connect } from 'node:http2'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type ServiceError, status } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../gateway-harness.ts'
import type { Json } from '../platform.ts'
import { connectGrpc, type GrpcClient, service } from './client.ts'
import { modelRoute, type Scene, startScene } from './scene.ts'

let scene: Scene
let grpc: GrpcClient
beforeAll(async () => {
  scene = await startScene((host) => [
    modelRoute('model', host),
    modelRoute('Dep', host, { resourceGroup: 'my.Project', modelName: null }),
    modelRoute('halted', host, { state: 'stopped', modelName: null }),
    modelRoute('coming', host, { state: 'starting', modelName: null, targets: [] }),
  ])
  grpc = connectGrpc(scene.address)
}, 300_000)
afterAll(async () => {
  grpc[Symbol.dispose]()
  await scene[Symbol.asyncDispose]()
})

const one = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1], contents: { fp32_contents: [1] } }] }
const asking = (word: string, more: object = {}) => ({
  model_name: 'model',
  ...one,
  parameters: { word: { string_param: word }, ...more },
})

describe('a caller', () => {
  it.each([
    ['no key', { authorization: '' }, 'UNAUTHENTICATED', /no valid credential/],
    ['a wrong key', { authorization: 'Bearer nobody' }, 'UNAUTHENTICATED', /no valid credential/],
    ['a role that may not call', { authorization: 'Bearer viewer' }, 'PERMISSION_DENIED', /role "viewer"/],
    [
      'another group’s key',
      { authorization: 'Bearer blue', 'ai-resource-group': 'default' },
      'PERMISSION_DENIED',
      /may not use resource group/,
    ],
    ['a group without such a deployment', { 'ai-resource-group': 'blue' }, 'NOT_FOUND', /'model' does not exist/],
  ])('with %s is refused', async (_, metadata, code, message) => {
    const refused = await grpc.refused('ModelInfer', { model_name: 'model', ...one }, { metadata })
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(refused.metadata.get('x-request-id')).toHaveLength(1)
  })

  it('without a key learns that the server lives, and nothing of its models', async () => {
    using nobody = connectGrpc(scene.address, '')
    const metadata = { authorization: '' }
    expect((await nobody.call('ServerLive', {}, { metadata })).answer).toEqual({ live: true })
    expect((await nobody.call('ServerReady', {}, { metadata })).answer).toEqual({ ready: true })
    expect((await nobody.call('ServerMetadata', {}, { metadata })).answer).toMatchObject({ name: 'lectern', version: '9.9.9' })
    for (const method of ['ModelReady', 'ModelMetadata', 'ModelConfig', 'ModelStatistics', 'RepositoryIndex'])
      expect(await nobody.refused(method, { name: 'model' }, { metadata })).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('with the key in another place is known, too', async () => {
    const metadata = { authorization: '', 'api-key': 'admin' }
    expect((await grpc.call('ModelInfer', { model_name: 'model', ...one }, { metadata })).answer.model_name).toBe('model')
  })
})

describe('a model', () => {
  it.each([
    ['model', true],
    ['iris', true],
    ['halted', false],
    ['coming', false],
  ])('%s is ready: %s', async (name, ready) => {
    expect((await grpc.call('ModelReady', { name })).answer).toEqual({ ready })
  })

  it('that is not there is not ready: that is an error', async () => {
    expect(await grpc.refused('ModelReady', { name: 'nobody' })).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('tells of itself', async () => {
    expect((await grpc.call('ModelMetadata', { name: 'model' })).answer).toMatchObject({
      name: 'model',
      platform: 'python',
      versions: ['1'],
    })
    expect((await grpc.call('ModelConfig', { name: 'model' })).answer.config).toMatchObject({ name: 'model', backend: 'python' })
    await grpc.call('ModelInfer', { model_name: 'model', ...one })
    const [stats] = (await grpc.call('ModelStatistics', { name: 'model' })).answer.model_stats
    expect(stats).toMatchObject({ name: 'model', version: '1' })
    expect(stats.inference_stats.success.count).toBeGreaterThan(0)
    expect(stats.inference_stats.success.ns).toBeGreaterThan(1000)
  })

  it('that was stopped says so', async () => {
    expect(await grpc.refused('ModelInfer', { model_name: 'halted', ...one })).toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringMatching(/"halted" .*is stopped/),
    })
  })

  it('is in the index of its group', async () => {
    const names = async (request: object, metadata = {}) =>
      (await grpc.call('RepositoryIndex', request, { metadata })).answer.models.map((each: Json) => [each.name, each.state])
    expect((await names({})).sort()).toEqual([
      ['coming', 'LOADING'],
      ['model', 'READY'],
    ])
    expect(await names({ ready: true })).toEqual([['model', 'READY']])
    expect(await names({}, { 'ai-resource-group': 'my.Project' })).toEqual([['Dep', 'READY']])
  })

  it('may be loaded by Triton’s and by KServe’s naming; unloading has to be allowed', async () => {
    expect((await grpc.call('RepositoryModelLoad', { model_name: 'model' })).answer).toEqual({
      model_name: 'model',
      is_loaded: true,
    })
    expect((await grpc.call('RepositoryModelLoad', { repository_name: 'model' })).answer).toMatchObject({ is_loaded: true })
    expect(await grpc.refused('RepositoryModelUnload', { model_name: 'model' })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/modelControl/),
    })
  })
})

describe('an address', () => {
  it.each([
    ['project and deployment in the path', { prefix: '/v1/my.Project/Dep' }],
    ['the namespace of the project', { prefix: '/v1/my-project/Dep' }],
    ['the authority of a deployment', { host: 'dep.my-project.example.com' }],
    ['a project with a dot', { host: 'dep.my.project.lectern.internal' }],
    ['its project with a dot in the path', { prefix: '/v1/my.project/Dep' }],
    ['the same with a port', { host: 'dep.my-project.example.com:443' }],
  ])('may name the deployment: %s', async (_, options) => {
    // "model" is what its server calls the model; in the caller's own group there is another of that name.
    const { answer } = await grpc.call('ModelInfer', { model_name: 'model', ...one }, options)
    expect(answer.model_name).toBe('model')
    expect(scene.harness.logged.at(-1)).toMatchObject({
      resourceGroup: 'my.Project',
      deploymentId: expect.stringMatching(/^d446570/),
    })
  })

  it('that names a deployment makes questions about the server its own', async () => {
    const options = { prefix: '/v1/my.Project/Dep' }
    expect((await grpc.call('ServerMetadata', {}, options)).answer.extensions).toContain('generate')
    expect((await grpc.call('ServerReady', {}, options)).answer).toEqual({ ready: true })
    expect((await grpc.call('RepositoryIndex', {}, options)).answer.models).toMatchObject([{ name: 'model', state: 'READY' }])
    expect(await grpc.refused('ServerLive', {}, { prefix: '/v1/my.Project/none' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await grpc.refused('ServerReady', {}, { ...options, metadata: { authorization: '' } })).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})

describe('a call', () => {
  it('ends at its deadline, and its model server hears of it', async () => {
    const slow = asking('sleep', { seconds: { double_param: 0.7 } })
    const refused = await grpc.refused('ModelInfer', slow, { deadline: Date.now() + 150 })
    expect(refused.code).toBe('DEADLINE_EXCEEDED')
    await eventually(() => scene.harness.logged.some(({ outcome, dialect }) => outcome === 'hang-up' && dialect === 'oip'))
  })

  it('may be called off', async () => {
    const before = scene.harness.logged.filter(({ outcome }) => outcome === 'hang-up').length
    const asleep = scene.host.said.stdout.split('asleep').length
    const { path, requestSerialize, responseDeserialize } = service.ModelInfer
    const metadata = (await import('@grpc/grpc-js')).Metadata.fromHttp2Headers({ authorization: 'Bearer admin' })
    const ended = Promise.withResolvers<ServiceError | null>()
    const slow = asking('sleep', { seconds: { double_param: 0.7 } })
    const call = grpc.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, slow, metadata, ended.resolve)
    await eventually(() => scene.host.said.stdout.split('asleep').length > asleep)
    call.cancel()
    expect((await ended.promise)?.code).toBe(status.CANCELLED)
    await eventually(() => scene.harness.logged.filter(({ outcome }) => outcome === 'hang-up').length > before)
  })

  it.each([
    '/inference.GRPCInferenceService/Nothing',
    '/other.Service/ModelInfer',
    '/v1/x/inference.GRPCInferenceService/ModelInfer',
  ])('to %s is of no use', async (path) => {
    const { requestSerialize, responseDeserialize } = service.ServerLive
    const error = await new Promise<ServiceError | null>((resolve) =>
      grpc.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, resolve),
    )
    expect(error).toMatchObject({ code: status.UNIMPLEMENTED, details: expect.stringMatching(/there is no method/) })
  })

  it('to what only Triton can do says so', async () => {
    const { requestSerialize, responseDeserialize } = service.ServerLive
    const error = await new Promise<ServiceError | null>((resolve) =>
      grpc.client.makeUnaryRequest(
        '/inference.GRPCInferenceService/CudaSharedMemoryStatus',
        requestSerialize,
        responseDeserialize,
        {},
        resolve,
      ),
    )
    expect(error).toMatchObject({ code: status.UNIMPLEMENTED, details: expect.stringMatching(/send the tensors in the request/) })
  })
})

describe('bytes', () => {
  let session: ClientHttp2Session
  beforeAll(() => {
    session = connect(`http://${scene.address}`)
  })
  afterAll(() => session.close())

  const send = async (headers: Record<string, string>, body: Buffer) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      'content-type': 'application/grpc',
      authorization: 'Bearer admin',
      te: 'trailers',
      ...headers,
    })
    stream.on('error', () => {})
    let said: Json = {}
    stream.once('response', (each) => Object.assign(said, each))
    stream.once('trailers', (each) => {
      said = { ...said, ...each }
    })
    stream.end(body)
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    await new Promise((resolve) => stream.once('close', resolve))
    return { said, message: decodeURIComponent(said['grpc-message'] ?? ''), body: Buffer.concat(chunks) }
  }
  const framed = (message: Buffer, flag = 0): Buffer => {
    const head = Buffer.alloc(5)
    head[0] = flag
    head.writeUInt32BE(message.length, 1)
    return Buffer.concat([head, message])
  }
  const sound = (values = 1): Buffer =>
    service.ModelInfer.requestSerialize({
      model_name: 'model',
      inputs: [{ name: 'x', datatype: 'UINT8', shape: [values] }],
      raw_input_contents: [Buffer.alloc(values, 3)],
    })

  it.each([
    ['no message', {}, Buffer.alloc(0), 12, /takes one message; none was sent/],
    ['two messages', {}, Buffer.concat([framed(sound()), framed(sound())]), 12, /more were sent/],
    ['half a message', {}, framed(sound()).subarray(0, 9), 13, /in the middle of a message/],
    ['noise', {}, Buffer.from('hello there, this is no message'), 13, /no gRPC message/],
    ['no protobuf', {}, framed(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])), 3, /cannot be read as the request of ModelInfer/],
    ['a field longer than the message', {}, framed(Buffer.from([0x0a, 0x7f, 0x61])), 3, /longer than the message/],
    ['a field of another type', {}, framed(Buffer.from([0x08, 0x01])), 3, /field 1 has wire type 0; it must be 2/],
    ['inputs without end', {}, framed(Buffer.alloc(40_002, Buffer.from([0x2a, 0]))), 3, /field 5 has more than 10000 values/],
    ['a message over the limit', {}, Buffer.from([0, 0x10, 0, 0, 0, 1]), 8, /has 268435456 bytes; the most is/],
    [
      'an unknown encoding',
      { 'grpc-encoding': 'snappy' },
      framed(sound()),
      12,
      /"snappy" is not known; known are identity, gzip, deflate/,
    ],
    ['a mark of compression without it', {}, framed(sound(), 1), 13, /there is no grpc-encoding/],
    ['another encoding than said', { 'grpc-encoding': 'gzip' }, framed(sound(), 1), 3, /not gzip, as its grpc-encoding says/],
    ['a timeout that is none', { 'grpc-timeout': 'soon' }, framed(sound()), 3, /grpc-timeout is "soon"/],
  ])('that are wrong are refused: %s', async (_, headers, body, code, message) => {
    const answer = await send(headers, body)
    expect(answer).toMatchObject({
      said: { ':status': 200, 'grpc-status': String(code) },
      message: expect.stringMatching(message),
    })
  })

  it('that say a deadline are answered at it, whoever waits', async () => {
    const slow = framed(service.ModelInfer.requestSerialize(asking('sleep', { seconds: { double_param: 0.5 } })))
    const answer = await send({ 'grpc-timeout': '100m' }, slow)
    expect(answer).toMatchObject({ said: { 'grpc-status': '4' }, message: 'the deadline of 100 ms is over' })
  })

  it('that unpack to more than is allowed are refused', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024))
    const answer = await send({ 'grpc-encoding': 'gzip' }, framed(bomb, 1))
    expect(answer).toMatchObject({ said: { 'grpc-status': '8' }, message: expect.stringMatching(/unpacks to more than/) })
  })

  it('come back compressed where they came so', async () => {
    const answer = await send(
      { 'grpc-encoding': 'gzip', 'grpc-accept-encoding': 'identity,gzip' },
      framed(gzipSync(sound(5000)), 1),
    )
    expect(answer.said).toMatchObject({ 'grpc-status': '0', 'grpc-encoding': 'gzip' })
    expect(answer.body[0]).toBe(1)
    expect(answer.body.length).toBeLessThan(500)
    const unpacked = service.ModelInfer.responseDeserialize(gunzipSync(answer.body.subarray(5)))
    expect(unpacked.raw_output_contents[0]).toHaveLength(5000)
  })

  it('of many that are never sent to the end do not fill the memory', async () => {
    await using small = await startScene(undefined, { idleMs: 700 }, { maxBodyBytes: 1024 * 1024 })
    const own = connect(`http://${small.address}`)
    const begun = (): ReturnType<typeof own.request> => {
      const stream = own.request({
        ':method': 'POST',
        ':path': '/inference.GRPCInferenceService/ModelInfer',
        'content-type': 'application/grpc',
        authorization: 'Bearer admin',
      })
      stream.on('error', () => {})
      stream.write(framed(Buffer.alloc(1024 * 1024)).subarray(0, -1))
      return stream
    }
    const first = Array.from({ length: 8 }, begun)
    const answered: Json[] = []
    for (const stream of first) stream.once('response', (headers) => answered.push(headers))
    await eventually(() => first.every((stream) => stream.writableLength === 0))
    const refused = await new Promise((resolve) => begun().once('response', (headers) => resolve({ ...headers })))
    expect(refused).toMatchObject({ 'grpc-status': '14', 'grpc-retry-pushback-ms': '1000' })
    expect(answered).toEqual([])
    // What one gives up, another may have.
    for (const stream of first) stream.destroy()
    using client = connectGrpc(small.address)
    await eventually(() =>
      client.call('ModelInfer', { model_name: 'model', ...one }).then(
        () => true,
        () => false,
      ),
    )
    // Who goes on saying nothing is not waited for.
    const silent = begun()
    const over = new Promise((resolve) => silent.once('close', resolve))
    const told = await new Promise<Json>((resolve) => silent.once('response', resolve))
    expect(told).toMatchObject({ 'grpc-status': '4', 'grpc-message': 'nothing came of the message for 700 ms' })
    await over
    own.destroy()
  })

  it('that are no gRPC are told where they are', async () => {
    const answer = await send({ 'content-type': 'application/json' }, Buffer.from('{}'))
    expect(answer.said[':status']).toBe(415)
  })

  it('may try to speak of HTTP: what is about framing stays outside', async () => {
    const smuggled = { 'content-length': String(framed(sound()).length), 'inference-header-content-length': '3', 'x-own': 'kept' }
    expect((await send(smuggled, framed(sound()))).said['grpc-status']).toBe('0')
  })
})
