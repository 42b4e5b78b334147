import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

const mostBytes = 16 * 1024 * 1024
const mostDepth = 100

/** The JSON body of a request. Refuses what is too large, compressed, too deep, or no JSON object. */
export const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new Refusal(415, `content-encoding ${encoding} is not supported; send the body uncompressed`)
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) {
    request.resume()
    throw tooLarge()
  }
  const text = (await readBytes(request)).toString('utf8')
  if (depthOf(text) > mostDepth) throw new Refusal(400, `the body is nested deeper than ${mostDepth} levels`)
  return parsed(text)
}

/** Reads on to the end after a refusal too: closing on a caller who still sends would cost it the answer. */
const readBytes = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
      else {
        chunks.length = 0
        reject(tooLarge())
      }
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })

const tooLarge = (): Refusal => new Refusal(413, `the body is larger than ${mostBytes} bytes`)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal(400, `the body is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** Depth of brackets outside strings: told before parsing, as later steps recurse. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (inString) {
      if (character === '\\') index++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth)
    else if (character === '}' || character === ']') depth--
  }
  return deepest
}
