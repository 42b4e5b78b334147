import type { Buffer } from 'node:buffer'
import type { GrpcCall } from '../../gateway/grpc/dialect.ts'
import { errorOf } from '../../gateway/grpc/status.ts'
import {
  ModelConfigResponse,
  ModelMetadataResponse,
  ModelNamed,
  ModelStatisticsResponse,
  YesOrNo,
} from '../../wires/oip-v2/grpc/messages.ts'
import { askedJson, modelPath } from './grpc-call.ts'
import type { IndexedModel } from './inner.ts'

type Pieces = Promise<readonly Buffer[]>
type TensorSaid = { readonly name?: string; readonly datatype?: string; readonly shape?: readonly number[] }
type MetadataSaid = {
  readonly name?: string
  readonly versions?: readonly string[] | null
  readonly platform?: string
  readonly inputs?: readonly TensorSaid[] | null
  readonly outputs?: readonly TensorSaid[] | null
}

/** Of what does not answer now: no. Nobody is kept waiting for a deployment that is starting, and none is started by it. */
export async function modelReady(message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  const { name, version } = ModelNamed.decode(message)
  const path = modelPath(deployment, name, version, '/ready')
  const models = await askedJson<IndexedModel[]>(call, { method: 'GET', path: '/' })
  const asked = models.find((each) => [each.name, each.id].includes(deployment ?? name))
  if (asked?.state === 'LOADING') return YesOrNo.encode({ yes: false })
  const answer = await call.send({ method: 'GET', path })
  if (answer.status === 200) return YesOrNo.encode({ yes: true })
  if (notNow.has(answer.status)) return YesOrNo.encode({ yes: false })
  throw errorOf(answer)
}

/** Retired, stopped, not able to. */
const notNow = new Set([410, 423, 502, 503, 504])

export async function modelMetadata(message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  const { name, version } = ModelNamed.decode(message)
  const said = await askedJson<MetadataSaid>(call, { method: 'GET', path: modelPath(deployment, name, version, '') })
  const tensor = ({ name: each = '', datatype = '', shape = [] }: TensorSaid) => ({ name: each, datatype, shape })
  return ModelMetadataResponse.encode({
    name: said.name ?? name,
    versions: said.versions ?? [],
    platform: said.platform ?? '',
    inputs: (said.inputs ?? []).map(tensor),
    outputs: (said.outputs ?? []).map(tensor),
  })
}

type TensorConfigSaid = { readonly name?: string; readonly data_type?: string; readonly dims?: readonly (number | string)[] }
type ConfigSaid = {
  readonly name?: string
  readonly platform?: string
  readonly backend?: string
  readonly max_batch_size?: number
  readonly input?: readonly TensorConfigSaid[]
  readonly output?: readonly TensorConfigSaid[]
}

/** Triton's enum, by position. */
const dataTypes = [
  ...['TYPE_INVALID', 'TYPE_BOOL', 'TYPE_UINT8', 'TYPE_UINT16', 'TYPE_UINT32', 'TYPE_UINT64', 'TYPE_INT8', 'TYPE_INT16'],
  ...['TYPE_INT32', 'TYPE_INT64', 'TYPE_FP16', 'TYPE_FP32', 'TYPE_FP64', 'TYPE_STRING', 'TYPE_BF16'],
]

export async function modelConfig(message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  const { name, version } = ModelNamed.decode(message)
  const said = await askedJson<ConfigSaid>(call, { method: 'GET', path: modelPath(deployment, name, version, '/config') })
  const tensor = ({ name: each = '', data_type: type = '', dims = [] }: TensorConfigSaid) => ({
    name: each,
    dataType: Math.max(0, dataTypes.indexOf(type)),
    dims: dims.map(Number),
  })
  return ModelConfigResponse.encode({
    config: {
      name: said.name ?? name,
      platform: said.platform ?? '',
      backend: said.backend ?? '',
      maxBatchSize: said.max_batch_size ?? 0,
      input: (said.input ?? []).map(tensor),
      output: (said.output ?? []).map(tensor),
    },
  })
}

type DurationSaid = { readonly count?: number; readonly ns?: number }
type StatsSaid = {
  readonly name?: string
  readonly version?: string
  readonly last_inference?: number
  readonly inference_count?: number
  readonly execution_count?: number
  readonly inference_stats?: Readonly<Record<string, DurationSaid | undefined>>
  readonly batch_stats?: readonly (Readonly<Record<string, DurationSaid | undefined>> & { readonly batch_size?: number })[]
}

export async function modelStatistics(message: Buffer, call: GrpcCall, deployment: string | null): Pieces {
  const { name, version } = ModelNamed.decode(message)
  const path = modelPath(deployment, name, version, '/stats')
  const { model_stats: stats = [] } = await askedJson<{ model_stats?: readonly StatsSaid[] }>(call, { method: 'GET', path })
  return ModelStatisticsResponse.encode({ modelStats: stats.map(statisticsOf) })
}

function statisticsOf(said: StatsSaid) {
  const of = (durations: StatsSaid['inference_stats'], each: string) => {
    const { count = 0, ns = 0 } = durations?.[each] ?? {}
    return { count, ns }
  }
  const computed = (durations: StatsSaid['inference_stats']) => ({
    computeInput: of(durations, 'compute_input'),
    computeInfer: of(durations, 'compute_infer'),
    computeOutput: of(durations, 'compute_output'),
  })
  const all = said.inference_stats
  return {
    name: said.name ?? '',
    version: said.version ?? '',
    lastInference: said.last_inference ?? 0,
    inferenceCount: said.inference_count ?? 0,
    executionCount: said.execution_count ?? 0,
    inferenceStats: {
      success: of(all, 'success'),
      fail: of(all, 'fail'),
      queue: of(all, 'queue'),
      ...computed(all),
      cacheHit: of(all, 'cache_hit'),
      cacheMiss: of(all, 'cache_miss'),
    },
    batchStats: (said.batch_stats ?? []).map(({ batch_size: batchSize = 0, ...durations }) => ({
      batchSize,
      ...computed(durations),
    })),
  }
}
