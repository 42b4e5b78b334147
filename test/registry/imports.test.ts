import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHub } from '../hub.ts'
import { tarFile, zipFile } from './archives.ts'
import { openScene, root, type Scene, sha256 } from './scene.ts'

let scene: Scene
let folder: string
let hub: Awaited<ReturnType<typeof startHub>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-imports-'))
  hub = await startHub({ task: 'text-generation' })
  scene = await openScene({ hub: hub.endpoint })
})
afterEach(async () => {
  await scene[Symbol.asyncDispose]()
  await hub[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const ended = async (id: string, headers = {}) => {
  for (;;) {
    const { body } = await scene.call('GET', `${root}/imports/${id}`, undefined, headers)
    if (body.state !== 'running') return body
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const bring = async (source: string, more: object = {}) => {
  const started = await scene.call('POST', `${root}/imports`, { source, name: 'm', ...more })
  return started.status === 202 ? ended(started.body.id) : started
}
const paths = async (version = 1) =>
  (await scene.call('GET', `${root}/models/m/versions/${version}/files`)).body.resources.map(
    (each: { path: string }) => each.path,
  )

/** A web server on loopback. */
const serve = async (
  answers: Readonly<Record<string, Buffer | string>>,
): Promise<{ url: string; seen: URL[]; server: Server }> => {
  const seen: URL[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    seen.push(url)
    const answer = answers[url.pathname + (url.searchParams.get('prefix') ?? '')] ?? answers[url.pathname]
    response.writeHead(answer === undefined ? 404 : 200).end(answer)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server }
}
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

describe('importing a version', () => {
  it('from a repository of the hub, all of it at one commit', async () => {
    for (const [name, content] of Object.entries({
      'model.safetensors': 'tensors',
      'a/config.json': '{}',
      'README.md': '# m',
      empty: '',
    }))
      hub.put(`org/repo/main/${name}`, Buffer.from(content))
    expect(await bring('hf://org/repo')).toMatchObject({
      state: 'done',
      version: 1,
      bytesDone: 12,
      bytesTotal: 12,
      filesDone: 4,
      filesTotal: 4,
      error: null,
    })
    expect(await paths()).toEqual(['README.md', 'a/config.json', 'empty', 'model.safetensors'])
    expect((await scene.call('GET', `${root}/models/m/versions/1`)).body).toMatchObject({
      framework: 'LLM',
      bytes: 12,
      fileCount: 4,
    })
    expect(await bring('hf://org/repo/a', { framework: 'TORCH' })).toMatchObject({ state: 'done', version: 2 })
    expect(await paths(2)).toEqual(['config.json'])
    expect(await bring('hf://org/repo', { include: ['*.safetensors', '*.md'], exclude: ['README*'] })).toMatchObject({
      state: 'done',
    })
    expect(await paths(3)).toEqual(['model.safetensors'])
    const transfers = hub.seen.filter(({ path }) => path.startsWith('/cdn/') && path.includes('safetensors'))
    expect(transfers.length, 'what is here by its hash is not fetched again').toBe(2)
    expect(scene.leftovers()).toEqual([])
  })

  it('by an address that proves itself: it is asked whole, and shown to nobody', async () => {
    const web = await serve({ '/m.onnx': 'onnx' })
    const shown = `${web.url}/m.onnx?[hidden]`
    expect(await bring(`${web.url}/m.onnx?X-Amz-Signature=geheim`)).toMatchObject({ state: 'done', source: shown })
    expect(web.seen[0]?.searchParams.get('X-Amz-Signature')).toBe('geheim')
    const gone = await bring(`${web.url}/gone?X-Amz-Signature=geheim`)
    expect(gone).toMatchObject({ state: 'failed', error: expect.stringContaining('/gone?[hidden]') })
    const refused = [await bring('git+https://me:geheim@host/repository'), await bring('https://me:ge/heim@host/geheim')]
    expect(refused).toMatchObject([{ status: 400 }, { status: 400 }])
    const all = [gone, refused, await scene.call('GET', `${root}/imports`), scene.audited]
    expect(JSON.stringify(all)).not.toMatch(/geheim|heim@/)
  })

  it.each([
    { name: 'tar.gz', bytes: gzipSync(tarFile([{ path: 'model.onnx', content: 'onnx' }])), file: 'm.tar.gz' },
    { name: 'zip', bytes: zipFile([{ path: 'model.onnx', content: 'onnx', deflate: true }]), file: 'm.zip' },
  ])('from a $name on the web, unpacked', async ({ bytes, file }) => {
    const web = await serve({ [`/${file}`]: bytes })
    expect(await bring(`${web.url}/${file}`)).toMatchObject({ state: 'done', error: null })
    expect(await paths()).toEqual(['model.onnx'])
    expect((await scene.call('GET', `${root}/models/m/versions/1`)).body.framework).toBe('ONNX')
    expect(scene.blobs(), 'the archive itself is not kept').toEqual([sha256('onnx')])
    expect(await bring(`${web.url}/${file}`, { unpack: false })).toMatchObject({ state: 'done' })
    expect(await paths(2)).toEqual([file])
  })

  it('from a folder of this machine, for administrators of all groups', async () => {
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'model.pkl'), 'weights')
    writeFileSync(join(folder, 'sub/x'), 'x')
    const source = pathToFileURL(folder).href
    expect(await bring(source)).toMatchObject({ state: 'done' })
    expect(await paths()).toEqual(['model.pkl', 'sub/x'])
    writeFileSync(join(folder, 'model.pkl'), 'changed')
    expect((await scene.call('GET', `${root}/models/m/versions/1/files/model.pkl`)).body).toBe('weights')
    const operator = { authorization: `Bearer ${await scene.keyFor('operator')}` }
    const groupAdmin = { authorization: `Bearer ${await scene.keyFor('admin', ['default'])}` }
    for (const headers of [operator, groupAdmin])
      expect((await scene.call('POST', `${root}/imports`, { source, name: 'm' }, headers)).status).toBe(403)
  })

  it('from git, at a branch, a tag or a commit, without its history', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim()
    git('init', '-q', '-b', 'main')
    writeFileSync(join(folder, 'predict.py'), 'one')
    git('add', '.')
    git('commit', '-qm', 'one')
    git('tag', 'v1')
    writeFileSync(join(folder, 'predict.py'), 'two')
    git('commit', '-qam', 'two')
    git('update-server-info')
    const gitServer = await serveGit(folder)
    expect(await bring(`git+${gitServer}/.git@v1`)).toMatchObject({ state: 'done', error: null })
    expect(await paths()).toEqual(['predict.py'])
    expect((await scene.call('GET', `${root}/models/m/versions/1/files/predict.py`)).body).toBe('one')
    expect(await bring(`git+${gitServer}/.git`)).toMatchObject({ state: 'done' })
    expect((await scene.call('GET', `${root}/models/m/versions/2/files/predict.py`)).body).toBe('two')
    expect(await bring(`git+${gitServer}/.git@nowhere`)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('nowhere'),
    })
    expect(scene.leftovers()).toEqual([])
  })

  it('from an S3 bucket, with the signature of a secret', async () => {
    const listing = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>
      <Contents><Key>models/iris/a%20b.pkl</Key><Size>7</Size></Contents>
      <Contents><Key>models/iris/sub/</Key><Size>0</Size></Contents>
      <Contents><Key>models/iris2/other.pkl</Key><Size>5</Size></Contents></ListBucketResult>`
    const store = await serve({ '/bucket': listing, '/bucketmodels/iris': listing, '/bucket/models/iris/a%20b.pkl': 'weights' })
    await scene.call('POST', '/v2/admin/objectStoreSecrets', {
      name: 'store',
      type: 'S3',
      endpoint: store.url,
      region: 'eu-test-1',
      data: { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'SECRET' },
    })
    expect(await bring('s3://bucket/models/iris', { secret: 'store' })).toMatchObject({ state: 'done', error: null })
    expect(await paths()).toEqual(['a b.pkl'])
    for (const url of store.seen)
      expect(signatureOf(url, new URL(store.url).host, 'SECRET')).toBe(url.searchParams.get('X-Amz-Signature'))
    expect(JSON.stringify((await scene.call('GET', `${root}/imports`)).body), 'no secret is shown').not.toMatch(
      /AKID|SECRET|Signature/,
    )
  })
})

describe('an import that goes wrong leaves nothing', () => {
  it.each<{ name: string; source: () => Promise<string>; says: string; more?: object }>([
    {
      name: 'a path that leads out',
      source: async () => `${(await serve({ '/m.tgz': gzipSync(tarFile([{ path: '../evil', content: 'x' }])) })).url}/m.tgz`,
      says: '"." or ".."',
    },
    {
      name: 'a link in an archive',
      source: async () => `${(await serve({ '/m.tar': tarFile([{ path: 'a', type: '2', link: '/etc/passwd' }]) })).url}/m.tar`,
      says: 'is a link',
    },
    {
      name: 'an archive with a path twice',
      source: async () =>
        `${
          (
            await serve({
              '/m.tar': tarFile([
                { path: 'a', content: '1' },
                { path: 'a', content: '2' },
              ]),
            })
          ).url
        }/m.tar`,
      says: 'there twice',
    },
    { name: 'no such file', source: async () => `${(await serve({})).url}/m.bin`, says: 'has no such file' },
    { name: 'no such repository', source: async () => 'hf://org/nothing', says: '404' },
    {
      name: 'a link in a folder',
      source: async () => {
        symlinkSync('/etc/passwd', join(folder, 'link'))
        return pathToFileURL(folder).href
      },
      says: 'is a link',
    },
    {
      name: 'globs that leave nothing',
      source: async () => {
        writeFileSync(join(folder, 'a'), 'x')
        return pathToFileURL(folder).href
      },
      more: { include: ['*.onnx'] },
      says: 'leave none of the 1 files',
    },
  ])('$name', async ({ source, says, more = {} }) => {
    expect(await bring(await source(), more)).toMatchObject({ state: 'failed', error: expect.stringContaining(says) })
    expect((await scene.call('GET', `${root}/models`)).body.resources).toEqual([])
    expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
  })

  it('what does not fit into the quota', async () => {
    await scene.call('PUT', '/v2/admin/registryQuotas/default', { limitBytes: 100 })
    const bomb = gzipSync(tarFile([{ path: 'a', content: 'x'.repeat(5_000) }]))
    const web = await serve({ '/m.tgz': bomb, '/large': 'x'.repeat(200) })
    expect(await bring(`${web.url}/m.tgz`)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('more than the 100 bytes'),
    })
    expect(await bring(`${web.url}/large`)).toMatchObject({ state: 'failed', error: expect.stringContaining('do not fit') })
    expect([scene.blobs(), scene.namesIn('models/registry/.importing')]).toEqual([[], []])
  })

  it('one that is called off', async () => {
    hub.put('org/repo/main/a.bin', Buffer.from('first'))
    hub.put('org/repo/main/b.bin', Buffer.alloc(100, 1), { hold: true })
    const { body } = await scene.call('POST', `${root}/imports`, { source: 'hf://org/repo', name: 'm' })
    while (hub.held() === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect((await scene.call('DELETE', `${root}/imports/${body.id}`)).body).toMatchObject({ state: 'cancelled' })
    expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
    expect((await scene.call('DELETE', `${root}/imports/${body.id}`)).status).toBe(412)
  })
})

it.each([
  ['ftp://x/y', 'is not a source'],
  ['hf://org', 'does not look like hf://'],
  ['hf://org/repo/../x', 'does not look like hf://'],
  ['s3://UPPER/x', 'does not look like s3://'],
  ['git+https://host', 'does not look like git+'],
  ['git+https://host/r@--upload-pack=x', 'is not one'],
  ['git+ssh://host/r', 'is not a source'],
  ['https://me:secret@host/x', 'user name or password'],
  ['file://host/x', 'absolute path'],
  ['x'.repeat(2_000), 'at most 1024'],
])('refuses %s', async (source, says) => {
  const answer = await scene.call('POST', `${root}/imports`, { source, name: 'm' })
  expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(says) } } })
})

it('reaches no private address where they are not allowed', async () => {
  await using closed = await openScene({ allowPrivate: false })
  for (const source of [
    'https://127.0.0.1/m.bin',
    'https://169.254.169.254/latest',
    'git+https://127.0.0.1/r',
    'git+https://localhost/r',
  ]) {
    const { body } = await closed.call('POST', `${root}/imports`, { source, name: 'm' })
    let now = body
    while (now.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 10))
      now = (await closed.call('GET', `${root}/imports/${body.id}`)).body
    }
    expect([source, now.state, now.error]).toEqual([source, 'failed', expect.stringContaining('private address')])
  }
  for (const source of ['http://example.com/m', 'git+http://example.com/r'])
    expect((await closed.call('POST', `${root}/imports`, { source, name: 'm' })).status).toBe(400)
})

/** AWS Signature Version 4 of a presigned GET, worked out from the address alone. */
function signatureOf(url: URL, host: string, secret: string): string {
  const [, day = '', region = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/')
  const query = url.search
    .slice(1)
    .split('&')
    .filter((each) => !each.startsWith('X-Amz-Signature='))
    .sort()
    .join('&')
  const canonical = `GET\n${url.pathname}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`
  const text = `AWS4-HMAC-SHA256\n${url.searchParams.get('X-Amz-Date')}\n${day}/${region}/s3/aws4_request\n${sha256(canonical)}`
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  return hmac(hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), 's3'), 'aws4_request'), text).toString('hex')
}

/** Git over HTTP by git's own backend. */
async function serveGit(path: string): Promise<string> {
  const { spawn } = await import('node:child_process')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'] ?? '',
        GIT_PROJECT_ROOT: path,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
    })
    request.pipe(child.stdin)
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.on('close', () => {
      const all = Buffer.concat(pieces)
      const end = all.indexOf('\r\n\r\n')
      const headers = all
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line) => line.split(': '))
      const status = Number(headers.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? 200)
      response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
      response.end(all.subarray(end + 4))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
