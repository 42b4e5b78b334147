import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'

export type CertificateFiles = { readonly cert: string; readonly key: string }

const lifeMs = 365 * 86_400_000
const renewBeforeMs = 30 * 86_400_000

/**
 * A certificate made here for clients that insist on https: kept in `credentials/`, renewed a month before it ends or when
 * the host changes. Clients trust it by `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` or `curl --cacert` with `tls-cert.pem`.
 */
export async function selfSignedCertificate(dataDir: string, host: string, clock: Clock): Promise<CertificateFiles> {
  const folder = join(dataDir, 'credentials')
  const files = { cert: join(folder, 'tls-cert.pem'), key: join(folder, 'tls-key.pem') }
  if (isUsable(files, host, clock)) return files
  // Loaded only here: most installations never make a certificate.
  const { generate } = await import('selfsigned')
  const now = clock.now()
  const names = [...new Set([host, 'localhost', '127.0.0.1', '::1'])]
  const made = await generate([{ name: 'commonName', value: 'Lectern' }], {
    algorithm: 'sha256',
    keySize: 2048,
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + lifeMs),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })) },
    ],
  })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(files.key, made.private, { mode: 0o600 })
  writeFileSync(files.cert, made.cert, { mode: 0o644 })
  return files
}

function isUsable(files: CertificateFiles, host: string, clock: Clock): boolean {
  if (!existsSync(files.cert) || !existsSync(files.key)) return false
  const certificate = new X509Certificate(readFileSync(files.cert))
  const covers = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)
  return covers !== undefined && certificate.validToDate.getTime() - clock.now() > renewBeforeMs
}
