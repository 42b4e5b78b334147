import { Failure } from '../../domain/failure.ts'

/** Deeper than anything this API takes; beyond it a body is an attack on whoever walks it. */
const deepest = 64

/** A JSON body as a value; `undefined` where there is none (clients send the content type even then). Throws `Failure` 400 or 415. */
export const readJson = (bytes: Buffer, contentType: string): unknown => {
  mustBeUtf8(contentType)
  if (bytes.length === 0) return undefined
  const text = decode(bytes)
  if (text.trim() === '') return undefined
  mustBeShallow(text)
  return parse(text)
}

export const mustBeUtf8 = (contentType: string): void => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1]
  if (charset && !/^utf-?8$/i.test(charset))
    throw new Failure('unsupported', `charset ${charset.slice(0, 40)} is not understood: send UTF-8`)
}

export const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('invalid', 'body is not valid UTF-8', { target: 'body' }, { cause })
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text, (key, value) => {
      mustBeText(key)
      if (typeof value === 'string') mustBeText(value)
      // A key named __proto__ would change the object instead of adding to it wherever somebody copies it.
      return key === '__proto__' ? undefined : value
    })
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const trouble = cause instanceof Error ? cause.message.slice(0, 120) : ''
    throw new Failure('invalid', `body is not valid JSON: ${trouble}`, { target: 'body' }, { cause })
  }
}

/** JSON can spell what no database stores: NUL, and halves of characters. */
const mustBeText = (text: string): void => {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new Failure('invalid', 'body holds a string with a NUL character or half a surrogate pair; send whole characters', {
      target: 'body',
    })
  }
}

const mustBeShallow = (text: string): void => {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at += 1
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === brace || code === bracket) {
      depth += 1
      if (depth > deepest) throw new Failure('invalid', `body is nested more than ${deepest} levels deep`, { target: 'body' })
    } else if (code === closingBrace || code === closingBracket) depth -= 1
  }
}

const [quote, backslash, brace, bracket, closingBrace, closingBracket] = [0x22, 0x5c, 0x7b, 0x5b, 0x7d, 0x5d]
