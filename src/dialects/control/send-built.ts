import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A file of a build: its name within the folder, its media type, and what else is to be said of it. */
export type Built = { readonly name: string; readonly type: string; readonly headers: Readonly<Record<string, string>> }

/** What every page and file of ours says. */
export const builtHeaders = { 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' }

/** What an answer depends on besides its address; on the origin always, as the gateway may open it to pages of some (`--cors-origins`). */
export const varyingBy = (header: string): string => `${header}, origin`

/** Sends a file as the browser takes it, compressed beforehand (`.br`, `.gz` beside it) where it can. False: there is none. */
export async function sendBuilt(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string,
  { name, type, headers }: Built,
): Promise<boolean> {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const compressed = [['br', '.br'] as const, ['gzip', '.gz'] as const].filter(([encoding]) => accepted.includes(encoding))
  for (const [encoding, ending] of [...compressed, [null, ''] as const]) {
    const path = join(folder, name + ending)
    const found = await stat(path).catch(() => null)
    if (!found?.isFile()) continue
    const etag = `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`
    reply.headers({ ...builtHeaders, ...headers, 'content-type': type, vary: varyingBy('accept-encoding'), etag })
    if (request.headers['if-none-match'] === etag) {
      reply.code(304).send()
      return true
    }
    if (encoding) reply.header('content-encoding', encoding)
    reply.header('content-length', found.size).send(createReadStream(path))
    return true
  }
  return false
}

/** Names that lead nowhere but down into the folder. */
export const isBuiltName = (name: string): boolean => /^[A-Za-z0-9_-][\w.-]*(\/[A-Za-z0-9_-][\w.-]*)*$/.test(name)

/** The path that was asked for, without query. */
export const askedPath = ({ url }: FastifyRequest): string => url.split(/[?#]/)[0] ?? url
