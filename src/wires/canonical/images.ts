import type { ImageSource } from './chat.ts'
import { cannotCarry } from './fields.ts'

/** The source behind a `data:` or `https:` address. */
export function sourceOf(url: string): ImageSource {
  const data = /^data:([\w.+/-]+)(?:;[\w=.-]+)*;base64,/.exec(url)
  if (data) return { by: 'data', mime: data[1] ?? '', base64: url.slice(data[0].length) }
  return { by: 'url', url, mime: null }
}

export const urlOf = (source: ImageSource): string =>
  source.by === 'url' ? source.url : `data:${source.mime};base64,${source.base64}`

/** Media type of an image at an address, by what is said or by its ending. */
export function mimeOf(source: ImageSource, to: string): string {
  if (source.mime !== null) return source.mime
  const ending = source.by === 'url' ? (/\.(\w+)(?:[?#]|$)/.exec(source.url)?.[1] ?? '').toLowerCase() : ''
  const mime = byEnding[ending]
  if (mime !== undefined) return mime
  throw cannotCarry(
    'messages with the address of an image that does not show its media type',
    to,
    'end it in .png, .jpg, .webp or .gif, or send the image as a data: URL',
  )
}

const byEnding: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
}
