import { type Clock, toTimestamp } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { ReferenceSettings, SecretReference } from '../../domain/secret-reference.ts'
import { parseReference } from './parse.ts'
import { readFileInside } from './read-file.ts'
import { makeReadVault, type VaultAnswer } from './vault.ts'

/** What a reference stands for now. `notice`: what people should know of it, else ''. */
export type Resolved = { readonly value: string | Readonly<Record<string, string>>; readonly notice: string }

export type References = {
  /** Refuses what can never be read by a connection of that group (null: a shared one), without reading it. */
  check(text: string, resourceGroup: string | null): void
  /**
   * All fields of a secret where the reference names none, else text. `Failure('invalid')` where there is nothing to be had,
   * `Failure('unavailable')` where there is not at the moment. `fresh`: asks the vault, whatever is remembered.
   */
  resolve(text: string, resourceGroup: string | null, how?: { readonly fresh: boolean }): Promise<Resolved>
  /** A provider refused what was made of one: they are read anew when asked for next. Answers whether there is any to read. */
  doubt(): boolean
}

export type ReferenceDeps = {
  readonly settings: ReferenceSettings
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** What a vault said of a secret, and what it said last while it could. Secret: in memory only. */
type Held = {
  readonly answer: VaultAnswer
  askedAt: number
  readonly last: { readonly data: Readonly<Record<string, unknown>>; readonly readAt: number } | null
}

/** After a vault did not say, and before a doubt makes it read again. */
const pauseMs = 10_000

export function makeReferences({ settings, env, clock }: ReferenceDeps): References {
  const { vault } = settings
  const readVault = vault && makeReadVault(vault, clock)
  const held = new Map<string, Held>()
  const asking = new Map<string, Promise<Held>>()

  return {
    check: (text, resourceGroup) => void parseReference(text, resourceGroup, settings),

    async resolve(text, resourceGroup, { fresh } = { fresh: false }) {
      const reference = parseReference(text, resourceGroup, settings)
      if (reference.kind === 'vault') return inVault(text, reference, fresh)
      return { value: await here(text, reference), notice: '' }
    },

    doubt() {
      const old = [...held.values()].filter(({ askedAt }) => clock.now() - askedAt >= pauseMs)
      for (const each of old) each.askedAt = Number.NEGATIVE_INFINITY
      return old.length > 0
    },
  }

  async function here(text: string, reference: Exclude<SecretReference, { kind: 'vault' }>): Promise<string> {
    if (reference.kind === 'env') return env[reference.name] || noSecret(text, 'the server has no such variable, or it is empty')
    const found = await readFileInside(settings.folder, reference.path)
    return 'text' in found ? found.text : noSecret(text, found.trouble)
  }

  async function inVault(
    text: string,
    { mount, path, field }: SecretReference & { readonly kind: 'vault' },
    fresh: boolean,
  ): Promise<Resolved> {
    const { answer, last } = await ask(text, mount, path, fresh)
    if (answer.kind === 'read') return { value: valueIn(text, answer.data, field), notice: '' }
    if (answer.kind === 'missing') return noSecret(text, 'there is none in the vault, or its newest version was deleted')
    if (last && vault && clock.now() - last.readAt < vault.keepMs) {
      const notice = `the secret ${text} cannot be read since ${toTimestamp(last.readAt)}, and serves as it was: ${answer.why}`
      return { value: valueIn(text, last.data, field), notice }
    }
    throw new Failure(answer.kind === 'away' ? 'unavailable' : 'invalid', wordsOf(text, answer.why), { target: 'credential' })
  }

  /** What is remembered, if that is young enough; one request at a time for a secret. */
  function ask(text: string, mount: string, path: string, fresh: boolean): Promise<Held> | Held {
    if (!readVault || !vault) return noSecret(text, 'no vault is set; an administrator sets one with --vault-addr')
    const place = `${mount}/${path}`
    const known = held.get(place)
    const goodForMs = known?.answer.kind === 'read' ? vault.cacheMs : Math.min(pauseMs, vault.cacheMs)
    if (known && !fresh && clock.now() - known.askedAt < goodForMs) return known
    const present = asking.get(place) ?? askAnew(readVault, mount, path).finally(() => asking.delete(place))
    asking.set(place, present)
    return present
  }

  async function askAnew(read: NonNullable<typeof readVault>, mount: string, path: string): Promise<Held> {
    const answer = await read(mount, path)
    const askedAt = clock.now()
    const last = answer.kind === 'read' ? { data: answer.data, readAt: askedAt } : (held.get(`${mount}/${path}`)?.last ?? null)
    const now: Held = { answer, askedAt, last: answer.kind === 'missing' ? null : last }
    held.set(`${mount}/${path}`, now)
    forgetOld()
    return now
  }

  /** Those that no connection asks for any more. */
  function forgetOld(): void {
    const oldest = clock.now() - (vault ? vault.keepMs + vault.cacheMs : 0) - pauseMs
    for (const [place, { askedAt, last }] of held) if (Math.max(askedAt, last?.readAt ?? 0) < oldest) held.delete(place)
  }
}

function valueIn(text: string, data: Readonly<Record<string, unknown>>, field: string | null): Resolved['value'] {
  if (field === null)
    return Object.fromEntries(Object.entries(data).filter((each): each is [string, string] => typeof each[1] === 'string'))
  const value = Object.hasOwn(data, field) ? data[field] : undefined
  if (typeof value === 'string' && value !== '') return value
  return noSecret(
    text,
    value === undefined
      ? `the secret has no such field; it has ${Object.keys(data).join(', ') || 'none'}`
      : 'the field is no text',
  )
}

const noSecret = (text: string, why: string): never => {
  throw new Failure('invalid', wordsOf(text, why), { target: 'credential' })
}

const wordsOf = (text: string, why: string): string => `credential: ${text} cannot be read: ${why}`
