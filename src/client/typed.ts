import type { CallOptions, Http } from './http.ts'
import type { components, paths } from './openapi.ts'

/** Bodies of the API by name: `Schemas['Deployment']`. */
export type Schemas = components['schemas']

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Key<M extends Method> = Lowercase<M>

/** Paths that have this method. */
export type PathOf<M extends Method> = { [P in keyof paths]: Key<M> extends keyof paths[P] ? P : never }[keyof paths]
type Operation<M extends Method, P extends keyof paths> = Key<M> extends keyof paths[P] ? paths[P][Key<M>] : never

type Json<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : null
type Good = 200 | 201 | 202 | 204
/** What an operation answers when it does as asked. */
export type AnswerOf<M extends Method, P extends keyof paths> =
  Operation<M, P> extends { responses: infer Answers } ? Json<Answers[keyof Answers & Good]> : never

type Said<Where extends string, Values> = Values extends undefined ? unknown : { readonly [each in Where]: Values }
type Parameters<O> = O extends { parameters: infer All } ? All : unknown
type InPath<O> = Parameters<O> extends { path: infer Values } ? Said<'path', Values> : unknown
type InQuery<O> =
  Parameters<O> extends { query: infer Values }
    ? Said<'query', Values>
    : Parameters<O> extends { query?: infer Values }
      ? { readonly query?: Values }
      : unknown
type InBody<O> = O extends { requestBody: { content: { 'application/json': infer Body } } }
  ? Said<'body', Body>
  : O extends { requestBody?: { content: { 'application/json': infer Body } } }
    ? { readonly body?: Body }
    : unknown
export type AskOf<M extends Method, P extends keyof paths> = InPath<Operation<M, P>> &
  InQuery<Operation<M, P>> &
  InBody<Operation<M, P>> &
  Pick<CallOptions, 'signal' | 'group'>

/** Any operation of the API, by its method and path as they stand in the OpenAPI document. Throws `ApiError` or `UnreachableError`. */
export type Api = <M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...ask: Partial<AskOf<M, P>> extends AskOf<M, P> ? [AskOf<M, P>?] : [AskOf<M, P>]
) => Promise<AnswerOf<M, P>>

type Loose = Pick<CallOptions, 'signal' | 'group'> & {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>
  readonly body?: unknown
}

/** `/v2/lm/deployments/{deploymentId}` with values in place; a path below another (`{path}`) keeps its slashes. */
export const pathWith = (path: string, values: Loose['path'] = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = String(values[name] ?? '')
    return name === 'path' ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value)
  })

export const makeApi = ({ call }: Pick<Http, 'call'>): Api =>
  ((method: Method, path: string, { path: values, query = {}, body, signal, group }: Loose = {}) =>
    call(method, pathWith(path, values), {
      query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value == null ? undefined : String(value)])),
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
      ...(group === undefined ? {} : { group }),
    })) as Api
