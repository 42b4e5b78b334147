import { parameter } from './parameter.ts'
import { wireTypes } from './proto-bytes.ts'
import { bytes, flag, integer, integers, many, map, message, nested, one, optional, packed, text } from './proto-message.ts'

/*
 * The messages of `inference.GRPCInferenceService`: the Open Inference Protocol's, and of Triton's additions those that mean something
 * here. `open-inference.proto` tells clients the same, and what each is for; a test compares the two.
 */

/** Values that were typed, one after the other as protobuf packs them; the datatype tells which of them are used. */
export const InferTensorContents = message({
  bool: packed(1, wireTypes.varint),
  int: packed(2, wireTypes.varint),
  int64: packed(3, wireTypes.varint),
  uint: packed(4, wireTypes.varint),
  uint64: packed(5, wireTypes.varint),
  fp32: packed(6, wireTypes.fixed32),
  fp64: packed(7, wireTypes.fixed64),
  bytes: many(8, bytes, 1_000_000),
})
export type Contents = ReturnType<typeof InferTensorContents.decode>

export const InferTensor = message({
  name: one(1, text),
  datatype: one(2, text),
  shape: integers(3),
  parameters: map(4, parameter),
  contents: optional(5, InferTensorContents),
})
export type Tensor = ReturnType<typeof InferTensor.decode>

export const ModelInferRequest = message({
  modelName: one(1, text),
  modelVersion: one(2, text),
  id: one(3, text),
  parameters: map(4, parameter),
  inputs: many(5, nested(InferTensor)),
  outputs: many(6, nested(message({ name: one(1, text), parameters: map(2, parameter) }))),
  rawInputContents: many(7, bytes),
})
export type InferRequest = ReturnType<typeof ModelInferRequest.decode>

export const ModelInferResponse = message({
  modelName: one(1, text),
  modelVersion: one(2, text),
  id: one(3, text),
  parameters: map(4, parameter),
  outputs: many(5, nested(InferTensor)),
  rawOutputContents: many(6, bytes),
})
export type InferResponse = ReturnType<typeof ModelInferResponse.decode>

export const ModelStreamInferResponse = message({
  errorMessage: one(1, text),
  inferResponse: optional(2, ModelInferResponse),
})

/** `ServerLiveResponse`, `ServerReadyResponse`, `ModelReadyResponse`. */
export const YesOrNo = message({ yes: one(1, flag) })

export const ServerMetadataResponse = message({ name: one(1, text), version: one(2, text), extensions: many(3, text) })

/** `ModelReadyRequest`, `ModelMetadataRequest`, `ModelConfigRequest`, `ModelStatisticsRequest`. */
export const ModelNamed = message({ name: one(1, text), version: one(2, text) })

const TensorMetadata = message({ name: one(1, text), datatype: one(2, text), shape: integers(3) })
export const ModelMetadataResponse = message({
  name: one(1, text),
  versions: many(2, text),
  platform: one(3, text),
  inputs: many(4, nested(TensorMetadata)),
  outputs: many(5, nested(TensorMetadata)),
})

const ModelInput = message({ name: one(1, text), dataType: one(2, integer), dims: integers(4) })
const ModelOutput = message({ name: one(1, text), dataType: one(2, integer), dims: integers(3) })
const ModelConfig = message({
  name: one(1, text),
  platform: one(2, text),
  maxBatchSize: one(4, integer),
  input: many(5, nested(ModelInput)),
  output: many(6, nested(ModelOutput)),
  backend: one(17, text),
})
export const ModelConfigResponse = message({ config: optional(1, ModelConfig) })

const Duration = message({ count: one(1, integer), ns: one(2, integer) })
const InferStatistics = message({
  success: optional(1, Duration),
  fail: optional(2, Duration),
  queue: optional(3, Duration),
  computeInput: optional(4, Duration),
  computeInfer: optional(5, Duration),
  computeOutput: optional(6, Duration),
  cacheHit: optional(7, Duration),
  cacheMiss: optional(8, Duration),
})
const InferBatchStatistics = message({
  batchSize: one(1, integer),
  computeInput: optional(2, Duration),
  computeInfer: optional(3, Duration),
  computeOutput: optional(4, Duration),
})
export const ModelStatisticsResponse = message({
  modelStats: many(
    1,
    nested(
      message({
        name: one(1, text),
        version: one(2, text),
        lastInference: one(3, integer),
        inferenceCount: one(4, integer),
        executionCount: one(5, integer),
        inferenceStats: optional(6, InferStatistics),
        batchStats: many(7, nested(InferBatchStatistics)),
      }),
    ),
  ),
})

export const RepositoryIndexRequest = message({ repositoryName: one(1, text), ready: one(2, flag) })
export const RepositoryIndexResponse = message({
  models: many(1, nested(message({ name: one(1, text), version: one(2, text), state: one(3, text), reason: one(4, text) }))),
})

/** Load and unload. Triton names the model in field 2, after a repository; KServe in field 1. */
export const RepositoryModelRequest = message({ first: one(1, text), second: one(2, text) })
/** As KServe has it; Triton's is empty. */
export const RepositoryModelResponse = message({ modelName: one(1, text), done: one(2, flag) })
