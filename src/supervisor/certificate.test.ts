import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { selfSignedCertificate } from './certificate.ts'

it('makes a certificate that clients accept once they trust it, and keeps it until it nears its end', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tls-'))
  const clock = new FakeClock(Date.now())
  const files = await selfSignedCertificate(dir, '127.0.0.1', clock)
  const first = readFileSync(files.cert, 'utf8')
  expect(statSync(files.key).mode & 0o777).toBe(0o600)

  const server = createServer({ cert: first, key: readFileSync(files.key) }, (_, response) => response.end('ok'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, ca: first }, (answer) => resolve(answer.statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(200)
  server.close()
  server.closeAllConnections()

  await selfSignedCertificate(dir, '127.0.0.1', clock)
  expect(readFileSync(files.cert, 'utf8')).toBe(first)
  await clock.advance(340 * 86_400_000)
  await selfSignedCertificate(dir, '127.0.0.1', clock)
  expect(readFileSync(files.cert, 'utf8')).not.toBe(first)
})
