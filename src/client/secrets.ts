import type { Http } from './http.ts'
import type { List } from './types.ts'

/** What is told of a secret: never what it holds. */
export type Secret = { readonly name: string; readonly createdAt: string }
/** Base64 by key. */
export type SecretData = Readonly<Record<string, string>>

const root = '/v2/admin/secrets'

/** Secrets of a resource group, or, with `everyGroup`, those that all groups have. */
export const secretCalls = (call: Http['call']) => ({
  list: (everyGroup: boolean) => call<List<Secret>>('GET', root, { everyGroup }),
  create: (name: string, data: SecretData, everyGroup: boolean) =>
    call<{ readonly name: string }>('POST', root, { body: { name, data }, everyGroup }),
  /** Replaces all that it holds. */
  replace: (name: string, data: SecretData, everyGroup: boolean) =>
    call<{ readonly name: string }>('PATCH', `${root}/${encodeURIComponent(name)}`, { body: { data }, everyGroup }),
  remove: (name: string, everyGroup: boolean) => call<unknown>('DELETE', `${root}/${encodeURIComponent(name)}`, { everyGroup }),
})
