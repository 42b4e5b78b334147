import type { Buffer } from 'node:buffer'
import { bytes, integer, many, message, nested, one, optional, text } from '../../wires/oip-v2/grpc/proto-message.ts'
import type { GrpcMethod } from './dialect.ts'
import { grpcCodes } from './status.ts'

/*
 * https://github.com/grpc/grpc/blob/master/doc/server-reflection.md: tools that have no proto file ask for the services and their
 * messages. `v1` and `v1alpha` differ in name only.
 */

const names = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection']

/** A oneof: which of them is set is told by their not being empty. */
const Request = message({
  host: one(1, text),
  fileByFilename: one(3, text),
  fileContainingSymbol: one(4, text),
  allExtensionNumbersOfType: one(6, text),
  listServices: one(7, text),
})
const Files = message({ fileDescriptorProto: many(1, bytes) })
const Services = message({ service: many(1, nested(message({ name: one(1, text) }))) })
const Trouble = message({ errorCode: one(1, integer), errorMessage: one(2, text) })
const Extensions = message({ baseTypeName: one(1, text) })
const Response = message({
  validHost: one(1, text),
  originalRequest: optional(2, Request),
  fileDescriptorResponse: optional(4, Files),
  allExtensionNumbersResponse: optional(5, Extensions),
  listServicesResponse: optional(6, Services),
  errorResponse: optional(7, Trouble),
})
type Answer = Partial<ReturnType<typeof Response.decode>>

/** A proto file as the protocol tells of it: a serialised `FileDescriptorProto`. */
export type Descriptor = { readonly file: string; readonly symbols: ReadonlySet<string>; readonly bytes: Buffer }

/** The method of a path, where it is one of reflection. `protoFiles`: read when somebody asks for the first time. */
export function makeReflection(services: readonly string[], protoFiles: readonly string[]): (path: string) => GrpcMethod | null {
  let reading: Promise<readonly Descriptor[]> | null = null
  const files = (): Promise<readonly Descriptor[]> => {
    reading ??= readProtos(protoFiles)
    return reading
  }
  const method: GrpcMethod = {
    kind: 'stream',
    group: null,
    async answer(asked) {
      const request = Request.decode(asked)
      return Response.encode({
        validHost: request.host,
        originalRequest: request,
        ...(await answered(request)),
      })
    },
  }
  const answered = async (request: ReturnType<typeof Request.decode>): Promise<Answer> => {
    const { fileByFilename: file, fileContainingSymbol: symbol, allExtensionNumbersOfType: type } = request
    if (type !== '') return { allExtensionNumbersResponse: { baseTypeName: type } }
    if (file === '' && symbol === '')
      return { listServicesResponse: { service: [...services, ...names].map((name) => ({ name })) } }
    const found = (await files()).find((each) => (file === '' ? each.symbols.has(symbol) : each.file === file))
    if (found) return { fileDescriptorResponse: { fileDescriptorProto: [found.bytes] } }
    return { errorResponse: { errorCode: grpcCodes.notFound, errorMessage: `there is no "${file || symbol}"` } }
  }
  const paths = new Set(names.map((name) => `/${name}/ServerReflectionInfo`))
  return (path) => (paths.has(path) ? method : null)
}

/** The library that reads proto files is loaded when there is something to read. */
async function readProtos(paths: readonly string[]): Promise<readonly Descriptor[]> {
  const { load } = await import('@grpc/proto-loader')
  const read = await Promise.all(
    paths.map(async (path) => {
      const definition = await load(path, { keepCase: true })
      const symbols = new Set<string>()
      let descriptors: readonly Buffer[] = []
      for (const [name, each] of Object.entries(definition)) {
        symbols.add(name)
        const { fileDescriptorProtos: own } = each
        if (Array.isArray(own)) descriptors = own
        else for (const method of Object.keys(each)) symbols.add(`${name}.${method}`)
      }
      return descriptors.map((descriptor): Descriptor => ({ file: nameOf(descriptor), symbols, bytes: descriptor }))
    }),
  )
  return read.flat()
}

const FileDescriptorProto = message({ name: one(1, text) })
const nameOf = (descriptor: Buffer): string => FileDescriptorProto.decode(descriptor).name
