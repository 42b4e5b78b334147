import { makeHttp } from '../client/http.ts'
import { makeApi } from '../client/typed.ts'
import { LecternError } from './errors.ts'
import { makeProject, type Project } from './project.ts'
import type { World } from './world.ts'

export type ConnectOptions = {
  /** Where Lectern is: `https://lectern.example.com`. Default on Node: LECTERN_URL, or this machine. */
  readonly url?: string | undefined
  /** An API key or an access token. Default on Node: LECTERN_API_KEY. */
  readonly apiKey?: string | undefined
  readonly fetch?: typeof fetch | undefined
}

export type Lectern = {
  readonly url: string
  /** Of the server. */
  readonly version: string
  /** A resource group. Default on Node: LECTERN_GROUP, or `default`. */
  project(name?: string): Project
}

/** What is taken where nothing is said. */
export type Defaults = {
  readonly url?: string | undefined
  readonly apiKey?: string | undefined
  readonly group?: string | undefined
}

/** Looks whether a server is there and knows the key. Throws `UnreachableError`, or `ApiError` with its words. */
export const makeConnect =
  (world: World, defaults: Defaults) =>
  async (options: ConnectOptions = {}): Promise<Lectern> => {
    const url = options.url ?? defaults.url
    const apiKey = options.apiKey ?? defaults.apiKey
    if (!url) throw new LecternError('connect: url is missing: where Lectern is')
    if (!apiKey) throw new LecternError('connect: apiKey is missing (on Node also the variable LECTERN_API_KEY)')
    const placeOf = (group: string) => {
      const http = makeHttp({ url, apiKey, group, fetch: options.fetch })
      return { group, http, api: makeApi(http), world }
    }
    const first = placeOf('')
    const meta = await first.api('GET', '/v2/lm/meta')
    return {
      url: first.http.base,
      version: meta.runtimeApiVersion,
      project: (name = defaults.group ?? 'default') => makeProject(placeOf(name)),
    }
  }
