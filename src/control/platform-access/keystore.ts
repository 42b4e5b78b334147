import { createHash } from 'node:crypto'

/**
 * Certificates (DER) that are trusted, as a Java keystore (JKS, version 2), which Hopsworks' client reads in its own installations. The
 * format's own check is SHA-1 over password and content.
 */
export function trustStore(certificates: readonly Uint8Array[], password: string): Buffer {
  const entries = certificates.flatMap((certificate, at) => [
    number(trusted),
    text(`ca-${at}`),
    Buffer.alloc(8), // when it was added: at no time in particular
    text('X.509'),
    number(certificate.length),
    certificate,
  ])
  const content = Buffer.concat([number(magic), number(2), number(certificates.length), ...entries])
  const secret = Buffer.from(password, 'utf16le').swap16()
  const digest = createHash('sha1').update(secret).update('Mighty Aphrodite').update(content).digest()
  return Buffer.concat([content, digest])
}

const magic = 0xfe_ed_fe_ed
const trusted = 2

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** ASCII alone: Java writes the rest in a way of its own. */
const text = (value: string): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length)
  return Buffer.concat([length, Buffer.from(value, 'latin1')])
}
