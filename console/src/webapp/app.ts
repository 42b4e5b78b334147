import { callOk } from '../api/client.ts'
import { setGroup } from '../api/group.ts'
import { Problem, problemOf } from '../api/problem.ts'
import { askSession } from '../api/session.ts'
import { serverPath } from '../app/place.ts'
import type { Send } from '../screens/playground/chat/stream.ts'

/** What the page is about, and how its calls get out. */
export type App = {
  readonly title: string
  readonly greeting: string
  readonly resourceGroup: string
  readonly deployment: { readonly id: string; readonly name: string }
}
type PublicApp = App & { readonly token: string; readonly expiresAt: string }

/** Name of the app, from the address of the page. */
export const appName = (): string => location.pathname.replace(/\/+$/, '').split('/').at(-1) ?? ''

const addressOf = (what: 'app' | 'public'): string => `/webapps/${appName()}/${what}`

/** One that everybody may use; null: there is none of this name, or people have to sign in. */
export async function askPublicApp(): Promise<{ readonly app: App; readonly send: Send } | null> {
  let app = await readPublic()
  if (!app) return null
  const send: Send = async (path, init) => {
    if (app && Date.parse(app.expiresAt) - Date.now() < 60_000) app = await readPublic()
    if (!app) throw new Problem('this chat app was closed', { status: 410 })
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${app.token}`)
    headers.set('ai-resource-group', app.resourceGroup)
    return fetch(serverPath + path, { ...init, headers })
  }
  return { app, send }
}

/** As who is signed in. Throws `Problem` 404 where there is none for them. */
export async function askOwnApp(): Promise<App> {
  const app = (await (await callOk(addressOf('app'))).json()) as App
  setGroup(app.resourceGroup)
  return app
}

export { askSession }

async function readPublic(): Promise<PublicApp | null> {
  const response = await fetch(serverPath + addressOf('public'))
  if (response.status === 404) return null
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as PublicApp
}
