import { Buffer } from 'node:buffer'
import { resolve } from 'node:path'
import { loadSync } from '@grpc/proto-loader'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentsOf, rawOf } from './contents.ts'
import { InferTensorContents, ModelInferRequest, ModelInferResponse, ModelStatisticsResponse } from './messages.ts'
import { ProtoError, Reader, Writer } from './proto-bytes.ts'

type Codec = { serialize(value: object): Buffer; deserialize(bytes: Buffer): object }
type Method = { requestSerialize: Codec['serialize']; requestDeserialize: Codec['deserialize'] } & {
  responseSerialize: Codec['serialize']
  responseDeserialize: Codec['deserialize']
}
const loaded = loadSync(resolve(import.meta.dirname, 'open-inference.proto'), { keepCase: true, longs: Number, oneofs: true })
const official = loaded['inference.GRPCInferenceService'] as unknown as Record<string, Method>
const method = (name: string): Method => {
  const found = official[name]
  if (!found) throw new Error(`no method ${name}`)
  return found
}

const shape = fc.array(fc.integer({ min: -1, max: 2 ** 40 }), { maxLength: 4 })
const words = fc.string({ maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each))
const parameter = fc.oneof(
  fc.boolean().map((value) => [{ bool_param: value }, value] as const),
  fc.maxSafeInteger().map((value) => [{ int64_param: value }, value] as const),
  fc.string({ minLength: 1 }).map((value) => [{ string_param: value }, value] as const),
  fc.double({ noNaN: true }).map((value) => [{ double_param: value }, value] as const),
)

describe('an infer request', () => {
  it('is read as protobuf’s own library writes it', () => {
    const request = fc.record({
      model: words,
      id: words,
      parameters: fc.dictionary(
        words.filter((name) => name !== '__proto__'),
        parameter,
      ),
      inputs: fc.array(
        fc.record({ name: words, datatype: words, shape, ints: fc.array(fc.integer()), doubles: fc.array(fc.double()) }),
      ),
      outputs: fc.array(words),
      raws: fc.array(bytes),
    })
    fc.assert(
      fc.property(request, ({ model, id, parameters, inputs, outputs, raws }) => {
        const sent = method('ModelInfer').requestSerialize({
          model_name: model,
          id,
          parameters: Object.fromEntries(Object.entries(parameters).map(([name, [said]]) => [name, said])),
          inputs: inputs.map(({ name, datatype, shape: sizes, ints, doubles }) => ({
            name,
            datatype,
            shape: sizes,
            contents: { int_contents: ints, fp64_contents: doubles },
          })),
          outputs: outputs.map((name) => ({ name })),
          raw_input_contents: raws,
        })
        const read = ModelInferRequest.decode(sent)
        expect(read).toMatchObject({ modelName: model, id, outputs: outputs.map((name) => ({ name })) })
        expect(Object.fromEntries(read.parameters)).toEqual(
          Object.fromEntries(Object.entries(parameters).map(([name, [, value]]) => [name, value])),
        )
        expect(read.rawInputContents.map(String)).toEqual(raws.map(String))
        for (const [index, input] of inputs.entries()) {
          const tensor = read.inputs[index]
          expect(tensor).toMatchObject({ name: input.name, datatype: input.datatype, shape: input.shape })
          const contents = tensor?.contents ?? InferTensorContents.decode(Buffer.alloc(0))
          const ints = Buffer.concat(rawOf('x', 'INT32', [input.ints.length], { ...contents, fp64: [] }))
          expect([...new Int32Array(ints.buffer.slice(ints.byteOffset, ints.byteOffset + ints.length))]).toEqual(input.ints)
          const doubles = Buffer.concat(rawOf('x', 'FP64', [input.doubles.length], { ...contents, int: [] }))
          expect(input.doubles.every((value, at) => Object.is(doubles.readDoubleLE(at * 8), value))).toBe(true)
        }
      }),
    )
  })

  it('may have its numbers packed, unpacked, or some of both', () => {
    const writer = new Writer()
    writer.tag(3, 0)
    writer.int64(2)
    writer.tag(3, 2)
    writer.nested((inner) => {
      inner.int64(-1)
      inner.int64(3)
    })
    const input = Buffer.concat(writer.finish())
    const outer = new Writer()
    outer.tag(5, 2)
    outer.bytes(input)
    expect(ModelInferRequest.decode(Buffer.concat(outer.finish())).inputs[0]?.shape).toEqual([2, -1, 3])
  })

  it('that is none throws nothing but a ProtoError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          ModelInferRequest.decode(Buffer.from(noise))
        } catch (error) {
          expect(error).toBeInstanceOf(ProtoError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an infer response', () => {
  it('is written as protobuf’s own library reads it', () => {
    const response = fc.record({
      name: words,
      shape,
      raw: fc.uint8Array({ maxLength: 5000 }).map((each) => Buffer.from(each)),
      parameters: fc.dictionary(
        words.filter((name) => name !== '__proto__'),
        parameter,
      ),
      ints: fc.array(fc.integer()),
      uints: fc.array(fc.nat(2 ** 31)),
    })
    fc.assert(
      fc.property(response, ({ name, shape: sizes, raw, parameters, ints, uints }) => {
        const said = new Map(Object.entries(parameters).map(([key, [, value]]) => [key, value]))
        const contents = { ...InferTensorContents.decode(Buffer.alloc(0)) }
        const integers = Buffer.from(Int32Array.from(ints).buffer)
        const naturals = Buffer.from(Uint32Array.from(uints).buffer)
        Object.assign(contents, contentsOf('x', 'INT32', integers), contentsOf('x', 'UINT32', naturals))
        const pieces = ModelInferResponse.encode({
          modelName: name,
          parameters: said,
          outputs: [{ name, datatype: 'INT32', shape: sizes, parameters: said, contents }],
          rawOutputContents: [raw],
        })
        const read = method('ModelInfer').responseDeserialize(Buffer.concat(pieces)) as {
          parameters?: Record<string, object>
          raw_output_contents: Buffer[]
          outputs: { contents: { int_contents: number[]; uint_contents: number[] } }[]
        }
        const expected = Object.entries(parameters).map(([key, [, value]]) => [key, asInteger(value)])
        expect(
          Object.fromEntries(Object.entries(read.parameters ?? {}).map(([key, value]) => [key, Object.values(value)[0]])),
        ).toEqual(Object.fromEntries(expected))
        expect(read.outputs[0]?.contents.int_contents ?? []).toEqual(ints)
        expect(read.outputs[0]?.contents.uint_contents ?? []).toEqual(uints)
        expect(read.raw_output_contents[0]?.equals(raw)).toBe(true)
      }),
    )
  })
})

/** Which kind of number it was is not known any more: whole ones are told as such. */
const asInteger = (value: unknown): unknown => (Object.is(value, -0) ? 0 : value)

describe('numbers', () => {
  it('of 64 bits come and go exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const writer = new Writer()
        writer.int64(value)
        expect(BigInt(new Reader(Buffer.concat(writer.finish())).int64())).toBe(value)
        const raw = Buffer.alloc(8)
        raw.writeBigInt64LE(value)
        const { int64 = [] } = contentsOf('x', 'INT64', raw)
        const empty = InferTensorContents.decode(Buffer.alloc(0))
        expect(Buffer.concat(rawOf('x', 'INT64', [1], { ...empty, int64 }))).toEqual(raw)
      }),
    )
  })
})

it('statistics say 64-bit counts', () => {
  const stats = { name: 'm', lastInference: 1_795_169_508_961, inferenceCount: 2 ** 40 }
  const whole = ModelStatisticsResponse.decode(Buffer.alloc(0))
  const pieces = ModelStatisticsResponse.encode({
    ...whole,
    modelStats: [{ ...stats, version: '', executionCount: 0, inferenceStats: null, batchStats: [] }],
  })
  expect(method('ModelStatistics').responseDeserialize(Buffer.concat(pieces))).toMatchObject({
    model_stats: [{ name: 'm', last_inference: 1_795_169_508_961, inference_count: 2 ** 40 }],
  })
})
