/** Bodies that a model of one's own takes, as its description tells them. null: it tells none. */
export type Examples = { readonly v1: unknown; readonly oip: unknown; readonly model: string | null }

/** From the paths of the OpenAPI document that the model's server gives. */
export function examplesOf(paths: Readonly<Record<string, unknown>>): Examples {
  const find = (ending: RegExp): readonly [string, Operation] | undefined =>
    (Object.entries(paths) as readonly (readonly [string, Operation])[]).find(([path]) => ending.test(path))
  const v1 = find(/:predict$/)
  const oip = find(/\/infer$/)
  return {
    v1: exampleOf(v1?.[1]),
    oip: exampleOf(oip?.[1]),
    model: /\/models\/([^/:]+)/.exec(v1?.[0] ?? oip?.[0] ?? '')?.[1] ?? null,
  }
}

type Operation = {
  readonly post?: {
    readonly requestBody?: { readonly content?: { readonly 'application/json'?: { readonly example?: unknown } } }
  }
}
const exampleOf = (operation: Operation | undefined): unknown =>
  operation?.post?.requestBody?.content?.['application/json']?.example ?? null
