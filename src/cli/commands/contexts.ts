import { type Context, contextNamed, readContexts, writeContexts } from '../contexts.ts'
import type { Shape } from '../output.ts'
import { formatOf, type GlobalOptions, outputFor, wordsFor } from '../session.ts'
import { UsageError, type World } from '../world.ts'

/** Never with what opens it. */
type Shown = {
  readonly name: string
  readonly current: boolean
  readonly url: string
  readonly group: string | null
  readonly credential: 'key' | 'service key' | 'none'
}

const shape: Shape<Shown> = {
  columns: {
    CURRENT: (each) => (each.current ? '*' : ''),
    NAME: (each) => each.name,
    URL: (each) => each.url,
    GROUP: (each) => each.group,
    CREDENTIAL: (each) => each.credential,
  },
  name: (each) => each.name,
}

const shown = (name: string, { url, group, key, serviceKey }: Context, current: string | null): Shown => ({
  name,
  current: name === current,
  url,
  group: group ?? null,
  credential: key !== undefined ? 'key' : serviceKey !== undefined ? 'service key' : 'none',
})

export async function list(world: World, options: GlobalOptions): Promise<void> {
  const { current, contexts } = await readContexts(world)
  const resources = Object.entries(contexts).map(([name, each]) => shown(name, each, current))
  await outputFor(world, options, formatOf(world, options)).list(shape, { count: resources.length, resources })
  if (resources.length === 0)
    wordsFor(world, options).say('none yet: commands go to the server of this machine; "lectern login <url>" adds one')
}

export async function get(world: World, named: string | undefined, options: GlobalOptions): Promise<void> {
  const all = await readContexts(world)
  const name = named ?? inUse(all.current)
  await outputFor(world, options, formatOf(world, options)).one(shape, shown(name, contextNamed(all, name), all.current))
}

export async function use(world: World, name: string, options: GlobalOptions): Promise<void> {
  const all = await readContexts(world)
  if (name !== 'none') contextNamed(all, name)
  await writeContexts(world, { ...all, current: name === 'none' ? null : name })
  wordsFor(world, options).say(
    name === 'none' ? 'commands go to the server of this machine' : `commands go to ${contextNamed(all, name).url}`,
  )
}

export async function forget(world: World, named: string | undefined, options: GlobalOptions): Promise<void> {
  const all = await readContexts(world)
  const name = named ?? inUse(all.current)
  contextNamed(all, name)
  const { [name]: _, ...contexts } = all.contexts
  await writeContexts(world, { current: all.current === name ? null : all.current, contexts })
  wordsFor(world, options).say(`context ${name} is forgotten; its key goes on being valid: "lectern keys rm" ends it`)
}

function inUse(current: string | null): string {
  if (current !== null) return current
  throw new UsageError('no context is in use: name one', { next: 'lectern context ls' })
}
