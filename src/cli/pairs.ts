import { UsageError } from './world.ts'

/** `key=value` options as pairs; the value may hold further `=`. */
export const pairs = (texts: readonly string[], option: string): readonly (readonly [string, string])[] =>
  texts.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`${option} ${text}: must be key=value`)
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
