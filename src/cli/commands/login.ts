import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { connect } from '../../client/connect.ts'
import { askSecret, isAsked } from '../ask.ts'
import { type Context, contextsFile, readContexts, type ServiceKey, writeContexts } from '../contexts.ts'
import { secretText } from '../secret-text.ts'
import { type GlobalOptions, wordsFor } from '../session.ts'
import { tokenOf } from '../token.ts'
import { UsageError, type World } from '../world.ts'

export type LoginOptions = {
  readonly name?: string
  readonly keyFile?: string
  readonly keyStdin?: boolean
  readonly keyEnv?: string
  readonly serviceKey?: string
}

/** Tries the key before it is kept: a wrong one is refused here, not at the next command. */
export async function login(world: World, address: string, options: LoginOptions & GlobalOptions): Promise<void> {
  const url = addressIn(address)
  const name = options.name ?? new URL(url).host
  const said = await credentialIn(world, url, options)
  const { group } = options
  const apiKey = said.key ?? (said.serviceKey ? await tokenOf(said.serviceKey) : '')
  await connect({ url, apiKey, group }).call('GET', '/v2/lm/deployments', { query: { $top: 1 } })
  const all = await readContexts(world)
  const context: Context = { url, ...(group === undefined ? {} : { group }), ...said }
  await writeContexts(world, { current: name, contexts: { ...all.contexts, [name]: context } })
  wordsFor(world, options).say(`logged in to ${url}; kept as context ${name} in ${contextsFile(world)}`)
}

function addressIn(text: string): string {
  const url = URL.parse(/^[\w.-]+(:\d+)?$/.test(text) ? `https://${text}` : text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${text}: must be an address such as https://lectern.example.org`)
  return url.href.replace(/\/+$/, '')
}

async function credentialIn(world: World, url: string, options: LoginOptions): Promise<Pick<Context, 'key' | 'serviceKey'>> {
  const { keyFile, keyStdin, keyEnv, serviceKey } = options
  if ([keyFile, keyStdin, keyEnv, serviceKey].filter(Boolean).length > 1)
    throw new UsageError('give one of --key-file, --key-stdin, --key-env and --service-key')
  if (serviceKey !== undefined) return { serviceKey: serviceKeyIn(await fileAt(world, serviceKey, '--service-key'), serviceKey) }
  if (keyFile !== undefined) return { key: (await fileAt(world, keyFile, '--key-file')).trim() }
  const given = await secretText(world, options)
  if (given !== null) return { key: given }
  if (isAsked(world)) return { key: await askSecret(world, `API key of ${url}`) }
  throw new UsageError('there is nobody to ask for a key: give --key-file, --key-stdin, --key-env or --service-key')
}

const fileAt = (world: World, path: string, option: string): Promise<string> =>
  readFile(resolve(world.cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${option} ${path}: cannot be read (${error.code})`)
  })

function serviceKeyIn(text: string, path: string): ServiceKey {
  try {
    const { clientid, clientsecret, url } = JSON.parse(text) as ServiceKey
    if ([clientid, clientsecret, url].every((each) => typeof each === 'string' && each !== ''))
      return { clientid, clientsecret, url }
  } catch {
    // Said below, as of what lacks a field.
  }
  throw new UsageError(`--service-key ${path}: must be JSON with clientid, clientsecret and url`)
}
