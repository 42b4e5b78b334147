/**
 * Gemini signs a tool call with the thought behind it and insists on getting that back. No other wire has a place for it and
 * clients give back only what they know, but every one of them gives back the call's id as it was: it travels there.
 */
const mark = '__thought__'

export const sealId = (id: string, signature: string): string =>
  signature === '' ? id : `${id}${mark}${signature.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`

export function unsealId(sealed: string): { id: string; signature: string | null } {
  const at = sealed.indexOf(mark)
  if (at === -1) return { id: sealed, signature: null }
  const bare = sealed
    .slice(at + mark.length)
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  return { id: sealed.slice(0, at), signature: bare.padEnd(Math.ceil(bare.length / 4) * 4, '=') }
}

/** The id alone, for providers that have no use for another's signature. */
export const bareId = (sealed: string): string => unsealId(sealed).id
