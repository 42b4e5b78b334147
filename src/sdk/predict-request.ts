/** `instances`: a list of inputs, sent as it is. `inputs`: also one input, or the values of one. */
export type PredictRequest = ({ readonly instances: readonly unknown[] } | { readonly inputs: unknown }) & {
  /** Handed to the script beside the inputs. */
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** A body of V1, with inputs put into lists as Hopsworks' client does it: `1` → `[[1]]`, `[1, 2]` → `[[1, 2]]`, `[[1, 2]]` as it is. */
export function instancesFrom(request: PredictRequest): Readonly<Record<string, unknown>> {
  if ('instances' in request) return request
  const { inputs, ...rest } = request
  return { instances: !Array.isArray(inputs) ? [[inputs]] : isScalar(inputs[0]) ? [inputs] : inputs, ...rest }
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null
