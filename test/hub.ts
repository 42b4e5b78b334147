import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type HubFile = {
  readonly content: Buffer
  /** Needs `Authorization: Bearer <token>`. */
  readonly gated?: boolean
  /** What the hub says its SHA-256 is, where that is a lie. */
  readonly sha256?: string
  /** Cuts the connection after so many bytes of each of the first answers. */
  dropAfter?: number[]
  /** What the hub says its size is, where that is a lie. */
  readonly size?: number
  /** Statuses with which the CDN refuses at first. */
  failures?: number[]
  /** Where the hub sends callers instead of to its own CDN. */
  readonly location?: string
  /** Holds each answer of the CDN back after its first bytes until `release` is called. */
  hold?: boolean
}

export type SeenRequest = {
  readonly method: string
  readonly path: string
  readonly range: string | undefined
  readonly authorization: string | undefined
}

/**
 * A model hub on loopback: `/{org}/{repo}/resolve/{revision}/{path}` answers 302 to a CDN path with `x-linked-etag`, `x-linked-size`
 * and `x-repo-commit`, as the public one does; the CDN speaks `Range`, `If-Range` and `ETag`.
 */
export async function startHub(options: { token?: string; task?: string } = {}) {
  /** By `org/repo/revision/path`. */
  const files = new Map<string, HubFile>()
  const seen: SeenRequest[] = []
  const held: { readonly drip: (bytes: number) => void; readonly go: () => void }[] = []

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub')
    seen.push({
      method: request.method ?? '',
      path: url.pathname,
      range: request.headers.range,
      authorization: request.headers.authorization,
    })
    if (url.pathname.startsWith('/api/models/')) list(url, response)
    else if (url.pathname.startsWith('/cdn/')) cdn(decodeURIComponent(url.pathname.slice('/cdn/'.length)), request, response)
    else resolve(url, request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    endpoint,
    files,
    seen,
    put: (name: string, content: Buffer, more: Omit<HubFile, 'content'> = {}) => files.set(name, { content, ...more }),
    /** Lets every held answer go on. */
    release: () => {
      for (const { go } of held.splice(0)) go()
    },
    /** Lets so many more bytes of every held answer go on; never the last one. */
    drip: (bytes: number) => {
      for (const each of held) each.drip(bytes)
    },
    /** Answers that are being held now. */
    held: () => held.length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  /** `/api/models/{org}/{repo}/revision/{revision}` and `…/tree/{revision}?recursive=true`, two files a page. */
  function list(url: URL, response: ServerResponse) {
    const [, , , organisation, repository, word, revision = ''] = url.pathname.split('/').map(decodeURIComponent)
    const prefix = `${organisation}/${repository}/${revision}/`
    const names = [...files.keys()].filter((name) => name.startsWith(prefix))
    if (names.length === 0) return refuse(response, 404, 'RevisionNotFound')
    response.setHeader('content-type', 'application/json')
    if (word === 'revision') return void response.end(JSON.stringify({ sha: revision, pipeline_tag: options.task ?? null }))
    const from = Number(url.searchParams.get('cursor') ?? 0)
    if (from + 2 < names.length) {
      url.searchParams.set('cursor', String(from + 2))
      response.setHeader('link', `<${endpoint}${url.pathname}${url.search}>; rel="next"`)
    }
    const entries = names.slice(from, from + 2).map((name) => ({
      type: 'file',
      path: name.slice(prefix.length),
      size: files.get(name)?.content.length,
    }))
    response.end(JSON.stringify([{ type: 'directory', path: 'folder' }, ...entries]))
  }

  function resolve(url: URL, request: IncomingMessage, response: ServerResponse) {
    const [, organisation, repository, word, revision = '', ...path] = url.pathname.split('/').map(decodeURIComponent)
    const repo = `${organisation}/${repository}`
    const known = [...files.keys()]
    if (word !== 'resolve' || !known.some((name) => name.startsWith(`${repo}/`))) return refuse(response, 401, 'RepoNotFound')
    if (!known.some((name) => name.startsWith(`${repo}/${revision}/`))) return refuse(response, 404, 'RevisionNotFound')
    const name = `${repo}/${revision}/${path.join('/')}`
    const file = files.get(name)
    if (!file) return refuse(response, 404, 'EntryNotFound')
    if (file.gated && request.headers.authorization !== `Bearer ${options.token}`) return refuse(response, 401, 'GatedRepo')
    response.writeHead(302, {
      location: file.location ?? `/cdn/${encodeURIComponent(name)}?signature=once`,
      'x-repo-commit': 'c'.repeat(40),
      'x-linked-etag': `"${file.sha256 ?? sha256(file.content)}"`,
      'x-linked-size': String(file.size ?? file.content.length),
      etag: `"${'e'.repeat(40)}"`,
    })
    response.end()
  }

  function cdn(name: string, request: IncomingMessage, response: ServerResponse) {
    const file = files.get(name)
    if (!file) return refuse(response, 404, 'EntryNotFound')
    const failure = file.failures?.shift()
    if (failure) return refuse(response, failure, 'Trouble')
    const etag = `"cdn-${sha256(file.content).slice(0, 16)}"`
    const total = file.content.length
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
    const resumes = range && (request.headers['if-range'] ?? etag) === etag
    const start = resumes ? Number(range[1]) : 0
    if (start >= total) {
      response.writeHead(416, { 'content-range': `bytes */${total}`, etag }).end()
      return
    }
    const rest = file.content.subarray(start)
    response.writeHead(resumes ? 206 : 200, {
      etag,
      'accept-ranges': 'bytes',
      'content-length': rest.length,
      ...(resumes ? { 'content-range': `bytes ${start}-${total - 1}/${total}` } : {}),
    })
    const cut = file.dropAfter?.shift()
    if (cut !== undefined) {
      response.write(rest.subarray(0, cut), () => response.socket?.destroySoon())
    } else if (file.hold) {
      let sent = 0
      const drip = (bytes: number): void => {
        const end = Math.max(sent, Math.min(sent + bytes, rest.length - 1))
        response.write(rest.subarray(sent, end))
        sent = end
      }
      drip(8)
      held.push({ drip, go: () => response.end(rest.subarray(sent)) })
    } else {
      response.end(rest)
    }
  }
}

const refuse = (response: ServerResponse, status: number, code: string) => {
  response.writeHead(status, { 'x-error-code': code, 'x-error-message': `${code} said the hub` }).end()
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
