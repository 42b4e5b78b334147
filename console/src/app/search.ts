/** For `validateSearch`: the texts of an address by these names, without empty ones. A router reads `7` as a number; here it is a text. */
export const textsIn = <Key extends string>(
  search: Record<string, unknown>,
  keys: readonly Key[],
): { readonly [K in Key]?: string } =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = search[key]
      const text = typeof value === 'number' ? String(value) : value
      return typeof text === 'string' && text !== '' ? [[key, text]] : []
    }),
  ) as { readonly [K in Key]?: string }

/** The same for one that is out of a list; absent where it says anything else. */
export const oneIn = <Key extends string, Value extends string>(
  search: Record<string, unknown>,
  key: Key,
  values: readonly Value[],
): { readonly [K in Key]?: Value } =>
  (values as readonly unknown[]).includes(search[key]) ? ({ [key]: search[key] } as { readonly [K in Key]?: Value }) : {}

/** What to change in an address: undefined takes a key away. */
export type Changes<Search> = { readonly [K in keyof Search]?: Search[K] | undefined }
