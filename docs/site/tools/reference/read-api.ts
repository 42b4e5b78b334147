import { buildControlApp, type ControlAppDeps, makeControlDialects } from '../../../../src/dialects/control.ts'

export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly additionalProperties?: boolean | Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}

export type Operation = {
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
  readonly 'x-lectern'?: boolean
  readonly 'x-lectern-access'?: 'public' | { readonly role: string; readonly group: 'header' | 'scope' | 'none' }
}

export type Api = { readonly operations: readonly Operation[]; readonly schemas: Readonly<Record<string, Schema>> }

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** What the control API says of itself. Its routes are only declared, never called, so nothing that they need is there. */
export async function readApi(): Promise<Api> {
  const dialects = makeControlDialects(absent as Parameters<typeof makeControlDialects>[0])
  const given: Partial<ControlAppDeps> = { dialects, version: '', newRequestId: () => '' }
  const deps = new Proxy(given, { get: (target, key) => (key in target ? target[key as keyof ControlAppDeps] : absent) })
  const app = buildControlApp(deps as ControlAppDeps)
  await app.ready()
  const { paths, components } = app.swagger() as unknown as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  )
  return { operations, schemas: components.schemas }
}

/** Stands for everything: any member of it and any call of it is itself. */
const absent: unknown = new Proxy(() => absent, {
  get: (_target, key) => (key === 'then' ? undefined : key === Symbol.toPrimitive ? () => '' : absent),
})
