import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { idOf, route, startHarness, target } from './gateway-harness.ts'
import { type Platform, startPlatform } from './platform.ts'

let platform: Platform | null = null
afterEach(async () => {
  await platform?.[Symbol.asyncDispose]()
  platform = null
})

type Answer = { status: number | undefined; headers: Record<string, unknown> }

/** `fetch` sends no Origin of ours. */
const callAt = (url: string, method: string, path: string, headers: Record<string, string>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(url + path, { method, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve({ status: answer.statusCode, headers: answer.headers }))
    })
    asked.once('error', reject).end()
  })
const call = (method: string, path: string, headers: Record<string, string>): Promise<Answer> =>
  callAt(platform?.url ?? '', method, path, headers)
const preflight = (origin: string) =>
  call('OPTIONS', '/v1/chat/completions', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  })
const page = 'https://app.example.com'

it('lets pages of the named origins call, and no others', async () => {
  platform = await startPlatform({ settings: { corsOrigins: `${page}, https://other.example.com` } })
  expect(await preflight(page)).toEqual({
    status: 204,
    headers: expect.objectContaining({
      'access-control-allow-origin': page,
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': 'authorization,content-type',
      vary: 'origin',
    }),
  })
  for (const path of ['/v1/models', '/v2/lm/deployments', '/healthz']) {
    const { headers } = await call('GET', path, { origin: page, authorization: `Bearer ${platform?.adminKey.trim()}` })
    expect(headers, path).toMatchObject({ 'access-control-allow-origin': page, 'access-control-expose-headers': '*' })
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  }
  // A refusal, too, or the page could not tell why.
  const refused = await call('GET', '/v1/models', { origin: page })
  expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': page } })
  for (const { headers } of [await preflight('https://evil.example.com'), await call('GET', '/v1/models', {})])
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

it('keeps what a cache must tell answers apart by, of pages and built files too', async () => {
  const consoleFolder = mkdtempSync(join(tmpdir(), 'lectern-cors-'))
  writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html><head></head>')
  mkdirSync(join(consoleFolder, 'assets'))
  writeFileSync(join(consoleFolder, 'assets', 'page-ab12.js'), '1')
  platform = await startPlatform({ settings: { corsOrigins: page }, consoleFolder })
  for (const [path, by] of [
    ['/console/assets/page-ab12.js', 'accept-encoding'],
    ['/console/sign-in/none', 'accept-language'],
  ] as const) {
    const { headers } = await call('GET', path, { origin: page })
    expect(headers, path).toMatchObject({ 'access-control-allow-origin': page, vary: `${by}, origin` })
    // What a cache keeps of a call without an origin is nothing for a page of another.
    expect((await call('GET', path, {})).headers, path).toMatchObject({ vary: `${by}, origin` })
  }
  rmSync(consoleFolder, { recursive: true })
})

it('keeps what a provider says that its answers differ by', async () => {
  const provider = createServer((_, answer) => answer.writeHead(200, { Vary: 'accept-encoding', 'content-length': 2 }).end('{}'))
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const { port } = provider.address() as AddressInfo
  const listen = { host: '127.0.0.1', port: 0, corsOrigins: [page] }
  const harness = await startHarness([route('chat', [target(`http://127.0.0.1:${port}`)])], {}, { listen })
  const path = `/v2/inference/deployments/${idOf('chat')}/models`
  const { headers } = await callAt(harness.url, 'GET', path, { origin: page, authorization: 'Bearer admin' })
  expect(headers).toMatchObject({ 'access-control-allow-origin': page, vary: 'accept-encoding, origin' })
  await harness[Symbol.asyncDispose]()
  provider.close()
})

it('lets no page call where none is named', async () => {
  platform = await startPlatform()
  expect((await preflight(page)).headers).not.toHaveProperty('access-control-allow-origin')
})
