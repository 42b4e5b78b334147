import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../../access/private-file.ts'
import { trustStore } from './keystore.ts'

/** What clients make sure of this server by: its certificates (PEM), or that it speaks without TLS (null). */
export type Trust = { readonly chain: string | null }

export type Material = {
  readonly folder: string
  readonly key: string
  /** Files are named after it. */
  readonly user: string
}

/** The files by which Hopsworks' client logs in where it finds itself inside: for their owner alone. */
export async function writeMaterial({ folder, key, user }: Material, { chain }: Trust): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Its only task is to be the same in both places.
  const password = 'lectern'
  const secret = async (name: string, bytes: Uint8Array | string): Promise<void> => {
    await writeFile(join(folder, name), bytes, { mode: 0o600 })
    await chmod(join(folder, name), 0o600)
  }
  await secret(`${user}__cert.key`, password)
  await secret(`${user}__kstore.jks`, trustStore([], password))
  await secret(`${user}__tstore.jks`, trustStore(certificatesIn(chain), password))
  await secret(chainFile, chain ?? '')
  await writePrivateFile(join(folder, keyFile), key)
}

export const keyFile = 'api.key'
export const chainFile = 'ca_chain.pem'

/** Whether a client that knows the usual authorities alone can make sure of it: not of a certificate that is its own authority. */
export const isKnownToAll = ({ chain }: Trust): boolean => {
  const [first] = certificatesIn(chain).map((der) => new X509Certificate(der))
  return first !== undefined && first.issuer !== first.subject
}

const certificatesIn = (chain: string | null): readonly Buffer[] =>
  [...(chain ?? '').matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END/g)].map(([, base64 = '']) =>
    Buffer.from(base64, 'base64'),
  )
