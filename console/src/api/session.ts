import { useSyncExternalStore } from 'react'
import { serverPath } from '../app/place.ts'
import { problemOf } from './problem.ts'

export type Role = 'viewer' | 'consumer' | 'operator' | 'admin'
export type Person = {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly resourceGroups: '*' | readonly string[]
  readonly hasPassword: boolean
}
export type SignInMethods = { readonly password: boolean; readonly oidc: { readonly label: string; readonly url: string } | null }
export type Session =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signedOut'; readonly methods: SignInMethods }
  | { readonly kind: 'signedIn'; readonly person: Person; readonly version: string }

/** Who is signed in. The access token stays in memory: what a page's script could read from storage, a stolen script could, too. */
export const useSession = (): Session => useSyncExternalStore(subscribe, () => session)

/** The token to send as `Authorization: Bearer`; renewed a minute before it ends. Null: nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (!token || token.expiresAt - Date.now() < 60_000) await askSession()
  return token?.text ?? null
}

/** Asks again who is signed in; one question at a time, however many ask. */
export const askSession = (): Promise<void> => {
  asking ??= ask('GET')
    .catch(() => (session.kind === 'signedIn' ? undefined : become({ kind: 'unreachable' })))
    .finally(() => {
      asking = null
    })
  return asking
}

/** Throws `Problem` with the server's words where name or password are wrong. */
export const signIn = (name: string, password: string): Promise<void> => ask('POST', { name, password })

export async function signOut(): Promise<void> {
  await ask('DELETE').catch(() => undefined)
  token = null
  await askSession()
}

/** Our token was refused although its time is not over: the session was ended elsewhere. */
export function dropToken(): void {
  token = null
}

let session: Session = { kind: 'asking' }
let token: { readonly text: string; readonly expiresAt: number } | null = null
let asking: Promise<void> | null = null
const listeners = new Set<() => void>()
const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

function become(next: Session): void {
  session = next
  for (const tell of listeners) tell()
}

async function ask(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<void> {
  const response = await fetch(`${serverPath}/console/session`, {
    method,
    credentials: 'same-origin',
    headers: body ? { 'content-type': 'application/json' } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return
  const answer = await response.json()
  if (!answer.signedIn) {
    token = null
    become({ kind: 'signedOut', methods: answer.methods })
    return
  }
  token = { text: answer.token, expiresAt: Date.parse(answer.expiresAt) }
  const same = session.kind === 'signedIn' && JSON.stringify(session.person) === JSON.stringify(answer.person)
  if (!same) become({ kind: 'signedIn', person: answer.person, version: answer.version })
}

const ranks: readonly Role[] = ['viewer', 'consumer', 'operator', 'admin']

/** Whether the person who is signed in has at least this role. The server decides; this only spares clicks that would be refused. */
export const useMay = (least: Role): boolean => {
  const now = useSession()
  return now.kind === 'signedIn' && ranks.indexOf(now.person.role) >= ranks.indexOf(least)
}
