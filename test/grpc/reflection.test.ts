import { Metadata } from '@grpc/grpc-js'
import { loadFileDescriptorSetFromBuffer, loadSync } from '@grpc/proto-loader'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { connectGrpc, type GrpcClient } from './client.ts'
import { type Scene, startScene } from './scene.ts'

let scene: Scene
let grpc: GrpcClient
beforeAll(async () => {
  scene = await startScene()
  grpc = connectGrpc(scene.address)
}, 300_000)
afterAll(async () => {
  grpc[Symbol.dispose]()
  await scene[Symbol.asyncDispose]()
})

const proto = new URL('reflection.proto', import.meta.url).pathname
const reflection: Json = loadSync(proto, { keepCase: true })['grpc.reflection.v1.ServerReflection']
const admin = Metadata.fromHttp2Headers({ authorization: 'Bearer admin' })

/** Asks one after the other in one stream, as tools do. */
async function ask(requests: readonly object[], version = 'v1'): Promise<Json[]> {
  const { path, requestSerialize, responseDeserialize } = reflection.ServerReflectionInfo
  const stream = grpc.client.makeBidiStreamRequest<object, Json>(
    path.replace('.v1.', `.${version}.`),
    requestSerialize,
    responseDeserialize,
    admin,
  )
  const answers: Json[] = []
  for (const request of requests) stream.write(request)
  stream.end()
  for await (const answer of stream) answers.push(answer)
  return answers
}

it.each(['v1', 'v1alpha'])('a tool without a proto file learns what there is (%s)', async (version) => {
  const [listed] = await ask([{ list_services: '*' }], version)
  expect(listed.list_services_response.service.map(({ name }: Json) => name)).toEqual([
    'inference.GRPCInferenceService',
    'grpc.health.v1.Health',
    'grpc.reflection.v1.ServerReflection',
    'grpc.reflection.v1alpha.ServerReflection',
  ])
})

it('and calls it', async () => {
  const [told] = await ask([{ file_containing_symbol: 'inference.GRPCInferenceService' }])
  const [descriptor] = told.file_descriptor_response.file_descriptor_proto as Buffer[]
  const size = descriptor?.length ?? 0
  // A FileDescriptorSet of one file: field 1, its length as a varint of two bytes.
  const set = Buffer.concat([Buffer.from([0x0a, (size & 0x7f) | 0x80, size >> 7]), descriptor ?? Buffer.alloc(0)])
  const service: Json = loadFileDescriptorSetFromBuffer(set, { keepCase: true })['inference.GRPCInferenceService']
  const { path, requestSerialize, responseDeserialize } = service.ModelInfer
  const request = {
    model_name: 'model',
    inputs: [{ name: 'x', datatype: 'INT32', shape: [2], contents: { int_contents: [1, 2] } }],
  }
  const answer = await new Promise<Json>((resolve, reject) =>
    grpc.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, admin, (error, said) =>
      error ? reject(error) : resolve(said),
    ),
  )
  expect(answer.outputs[0].contents.int_contents).toEqual([1, 2])
})

it('each question has its answer', async () => {
  const answers = await ask([
    { file_containing_symbol: 'inference.GRPCInferenceService.ModelInfer' },
    { file_containing_symbol: 'inference.ModelInferRequest' },
    { file_containing_symbol: 'grpc.health.v1.HealthCheckRequest' },
    { file_containing_symbol: 'no.Such' },
    { file_by_filename: 'none.proto' },
    { all_extension_numbers_of_type: 'inference.ModelConfig' },
  ])
  expect(answers.map((each) => Object.keys(each).filter((name) => name.endsWith('_response')))).toEqual([
    ['file_descriptor_response'],
    ['file_descriptor_response'],
    ['file_descriptor_response'],
    ['error_response'],
    ['error_response'],
    ['all_extension_numbers_response'],
  ])
  expect(answers[3]).toMatchObject({
    error_response: { error_code: 5, error_message: 'there is no "no.Such"' },
    original_request: { file_containing_symbol: 'no.Such' },
  })
})
