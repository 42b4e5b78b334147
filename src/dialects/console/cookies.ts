import { sessionMs } from '../../access/sessions.ts'

export const sessionCookie = 'lectern_session'
/** What a browser keeps while somebody is at the provider. */
export const tripCookie = 'lectern_oidc'

/** null where there is none, or an empty one. */
export const cookieIn = (header: string | undefined, name: string): string | null => {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null
  }
  return null
}

/** For every path: whatever a reverse proxy puts before ours. No script reads it, and no other site's form sends it. */
const written = (name: string, value: string, seconds: number, origin: string): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${origin.startsWith('https:') ? '; Secure' : ''}`

/** `origin`: under which the browser called us. */
export const signedInCookie = (token: string, origin: string): string => written(sessionCookie, token, sessionMs / 1000, origin)
export const tripKept = (kept: string, origin: string): string => written(tripCookie, kept, 900, origin)
export const forgotten = (name: string, origin: string): string => written(name, '', 0, origin)
