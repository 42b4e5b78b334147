import { Failure } from '../../domain/failure.ts'
import type { JsonObject } from './chat.ts'
import { isExactNumber, nearest } from './exact-json.ts'

/**
 * Reads a caller's JSON object field by field, and refuses by name what nobody read: nothing that was said may get lost.
 * `null` counts as not said. `to` is the title of the wire that the call goes to.
 */
export class Fields {
  readonly to: string
  readonly #json: JsonObject
  readonly #at: string
  readonly #read = new Set<string>()

  constructor(json: JsonObject, at: string, to: string) {
    this.#json = json
    this.#at = at
    this.to = to
  }

  path(name: string): string {
    return this.#at === '' ? name : `${this.#at}.${name}`
  }

  has(name: string): boolean {
    return this.#json[name] !== undefined && this.#json[name] !== null
  }

  raw(name: string): unknown {
    this.#read.add(name)
    return this.#json[name] ?? null
  }

  text(name: string): string | null {
    const value = this.raw(name)
    return value === null || typeof value === 'string' ? value : this.#wrong(name, value, 'a string')
  }

  mustText(name: string): string {
    return this.text(name) ?? this.#missing(name)
  }

  number(name: string): number | null {
    const value = nearest(this.raw(name))
    if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value
    if (typeof value === 'number') throw this.refusal(name, 'is larger than any number can be here')
    return this.#wrong(name, value, 'a number')
  }

  flag(name: string): boolean | null {
    const value = this.raw(name)
    return value === null || typeof value === 'boolean' ? value : this.#wrong(name, value, 'true or false')
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | null {
    const value = this.raw(name)
    if (value === null) return null
    const found = allowed.find((each) => each === value)
    if (found !== undefined) return found
    const shown = JSON.stringify(value)?.slice(0, 60)
    throw this.refusal(name, `is ${shown}; what can be carried to ${this.to} is: ${allowed.join(', ')}`)
  }

  mustOneOf<T extends string>(name: string, allowed: readonly T[]): T {
    return this.oneOf(name, allowed) ?? this.#missing(name)
  }

  /** The object itself, to be carried as it is (a JSON schema). */
  json(name: string): JsonObject | null {
    const value = this.raw(name)
    return value === null || isObject(value) ? value : this.#wrong(name, value, 'an object')
  }

  object(name: string): Fields | null {
    const value = this.json(name)
    return value === null ? null : new Fields(value, this.path(name), this.to)
  }

  mustObject(name: string): Fields {
    return this.object(name) ?? this.#missing(name)
  }

  list(name: string): readonly unknown[] {
    const value = this.raw(name)
    return value === null ? [] : Array.isArray(value) ? value : this.#wrong(name, value, 'an array')
  }

  objects(name: string): Fields[] {
    return this.list(name).map((each, index) => {
      const at = `${name}[${index}]`
      return isObject(each) ? new Fields(each, this.path(at), this.to) : this.#wrong(at, each, 'an object')
    })
  }

  texts(name: string): string[] {
    return this.list(name).map((each, index) => {
      return typeof each === 'string' ? each : this.#wrong(`${name}[${index}]`, each, 'a string')
    })
  }

  /** Hints that change no answer, whatever they say. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#read.add(name)
  }

  /** Only these values mean what happens anyway. */
  only(name: string, ...values: readonly unknown[]): void {
    const value = this.raw(name)
    if (value === null || values.includes(value)) return
    const shown = JSON.stringify(value)?.slice(0, 60)
    const allowed = values.map((each) => JSON.stringify(each)).join(' or ')
    throw this.refusal(
      name,
      `is ${shown}, which cannot be carried to ${this.to}; leave it out${allowed ? `, or say ${allowed}` : ''}`,
    )
  }

  /** Refuses the first field that nobody read. */
  done(): void {
    for (const name in this.#json) {
      if (this.#read.has(name) || !this.has(name)) continue
      throw this.refusal(name, `cannot be carried to ${this.to}; leave it out`)
    }
  }

  refusal(name: string, trouble: string): Failure {
    const target = name === '' ? this.#at : this.path(name)
    return new Failure('invalid', brief(`"${brief(target, 200)}" ${trouble}`), { target: brief(target, 200) })
  }

  #wrong(name: string, given: unknown, expected: string): never {
    const value = nearest(given)
    const found =
      value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
    throw this.refusal(name, `is ${found}; it must be ${expected}`)
  }

  #missing(name: string): never {
    throw this.refusal(name, 'is missing')
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)

/** What the wire that a call goes to has no word for. `what` begins with the field, in OpenAI's name. */
export const cannotCarry = (what: string, to: string, instead = 'leave it out'): Failure =>
  new Failure('invalid', `${brief(what, 300)} cannot be carried to ${to}; ${instead}`, { target: what.split(' ', 1)[0] ?? what })

/** What callers sent may be of any length; refusals repeat its beginning. */
const brief = (text: string, length = 500): string => (text.length > length ? `${text.slice(0, length)}…` : text)
