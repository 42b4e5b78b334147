export function Scripts(_: { readonly version: unknown }) {
  return null
}
