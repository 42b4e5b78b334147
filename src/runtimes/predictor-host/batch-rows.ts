import type { TensorSchema } from '../../domain/tensor-schema.ts'
import type { BackendCall } from './backend.ts'
import type { Rows } from './batch-shape.ts'
import { tensorRows } from './batch-tensors.ts'
import { textRows } from './batch-texts.ts'

/** null: it cannot share a batch. */
export function rowsOf(call: BackendCall, schema: TensorSchema | null): Rows | null {
  if (call.op !== 'predict' || call.alone) return null
  return call.protocol === 'v1' ? textRows(call) : tensorRows(call, schema)
}
