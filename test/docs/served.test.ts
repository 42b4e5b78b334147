import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlApp } from '../../src/dialects/control/app.ts'
import { serveDocsSite } from '../../src/dialects/control/docs-site.ts'

/** A small site of the shape that `docs/site` is built to. */
const folder = mkdtempSync(join(tmpdir(), 'lectern-served-'))
const page = '<!doctype html><title>Scale</title>'
const hash = `sha256-${createHash('sha256').update('theme()').digest('base64')}`
let app: FastifyInstance

const serve = (from: string): FastifyInstance => {
  const made = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  serveDocsSite(made as unknown as ControlApp, from)
  return made
}

beforeAll(() => {
  for (const name of ['how-to/scale', '_astro', 'pagefind']) mkdirSync(join(folder, name), { recursive: true })
  const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content)
  write('site.json', JSON.stringify({ scripts: [hash], styles: [] }))
  write('index.html', page)
  write('how-to/scale/index.html', page)
  write('how-to/scale/index.html.br', brotliCompressSync(page))
  write('_astro/page.ab12.js', '1')
  write('pagefind/pagefind.en_1.pf_meta', 'x')
  write('.made-of', 'nobody’s business')
  app = serve(folder)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

describe('the documentation, served', () => {
  it.each([
    ['/docs', 'docs/'],
    ['/docs/how-to/scale', 'scale/'],
  ])('%s leads to its folder, relatively', async (url, location) => {
    expect(await get(url)).toMatchObject({ statusCode: 302, headers: { location } })
  })

  it.each(['/docs/', '/docs/how-to/scale/', '/docs/how-to/scale/?x=1'])('%s is a page with a policy of its own', async (url) => {
    const answer = await get(url)
    expect([answer.statusCode, answer.body]).toEqual([200, page])
    expect(answer.headers['content-security-policy']).toContain(`script-src 'self' 'wasm-unsafe-eval' '${hash}';`)
    expect(answer.headers['cache-control']).toBe('no-cache')
  })

  it('sends what was compressed beforehand to those who take it', async () => {
    const answer = await get('/docs/how-to/scale/', { 'accept-encoding': 'gzip, br' })
    expect(answer.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding, origin' })
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(page)
  })

  it('keeps for ever what has its digest in its name, and asks again for the rest', async () => {
    expect((await get('/docs/_astro/page.ab12.js')).headers['cache-control']).toContain('immutable')
    const { headers } = await get('/docs/how-to/scale/')
    expect((await get('/docs/how-to/scale/', { 'if-none-match': String(headers.etag) })).statusCode).toBe(304)
    expect((await get('/docs/pagefind/pagefind.en_1.pf_meta')).headers['content-type']).toBe('application/octet-stream')
  })

  it.each([
    ['/docs/nothing/here/', '../../'],
    ['/docs/.made-of', './'],
    ['/docs/how-to/../.made-of/', '../'],
    ['/docs/..%2f..%2fpackage.json', './'],
    ['/docs/_astro/lost.js', '../'],
  ])('%s is no page, and says where the others are', async (url, up) => {
    const answer = await get(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toContain(`<a href="${up}">`)
  })

  it('says so while it is being built, and when that failed', async () => {
    const site = mkdtempSync(join(tmpdir(), 'lectern-served-'))
    const early = serve(join(site, 'dist'))
    const building = await early.inject({ url: '/docs/' })
    expect([building.statusCode, building.headers['refresh']]).toEqual([503, '3'])
    expect(building.body).toContain('is being built')
    writeFileSync(join(site, '.build-failed'), 'why')
    const failed = await early.inject({ url: '/docs/' })
    expect([failed.statusCode, failed.headers['refresh']]).toEqual([503, undefined])
    expect(failed.body).toContain('.build.log says why')
    await early.close()
    rmSync(site, { recursive: true })
  })
})
