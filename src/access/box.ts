import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Failure } from '../domain/failure.ts'

/**
 * Seals secrets at rest. `context` says where the sealed text lives (`connection:default/azure-openai`): copied to another
 * place it does not open. A sealed text is `v1.<wrapped key>.<data>`, base64url; each part is nonce, AES-256-GCM, tag.
 */
export type Box = {
  readonly seal: (plain: string, context: string) => string
  /** `Failure('unavailable')` where the master key or the context is another. */
  readonly open: (text: string, context: string) => string
  /** Seals anew what another box (of the old master key) had sealed. */
  readonly rewrap: (text: string, context: string, old: Pick<Box, 'open'>) => string
}

/** `masterKey`: 32 bytes. It wraps a fresh key for every record, so it never encrypts much, and no nonce meets another. */
export const openBox = (masterKey: Uint8Array): Box => {
  if (masterKey.length !== keyBytes)
    throw new Failure('invalid', `the master key must be ${keyBytes} bytes, it is ${masterKey.length}`)

  const seal: Box['seal'] = (plain, context) => {
    const dataKey = randomBytes(keyBytes)
    const wrapped = encrypt(masterKey, dataKey, boundTo('key', context))
    const data = encrypt(dataKey, Buffer.from(plain, 'utf8'), boundTo('data', context))
    return `${version}.${wrapped.toString('base64url')}.${data.toString('base64url')}`
  }

  const open: Box['open'] = (text, context) => {
    const [written, wrapped, data, more] = text.split('.')
    if (written !== version || wrapped === undefined || data === undefined || more !== undefined) {
      throw new Failure('unavailable', `what is stored for ${context} is not a sealed value (${version})`)
    }
    try {
      const dataKey = decrypt(masterKey, Buffer.from(wrapped, 'base64url'), boundTo('key', context))
      return decrypt(dataKey, Buffer.from(data, 'base64url'), boundTo('data', context)).toString('utf8')
    } catch (cause) {
      const reason = 'it was sealed with another master key, in another place, or was altered'
      throw new Failure('unavailable', `what is stored for ${context} cannot be opened: ${reason}`, {}, { cause })
    }
  }

  return { seal, open, rewrap: (text, context, old) => seal(old.open(text, context), context) }
}

const version = 'v1'
const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** The purpose keeps a wrapped key from passing as data, and the other way round. */
const boundTo = (purpose: 'key' | 'data', context: string): Buffer =>
  Buffer.from(`lectern ${version} ${purpose} ${context}`, 'utf8')

const encrypt = (key: Uint8Array, plain: Uint8Array, bound: Buffer): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(bound)
  return Buffer.concat([nonce, encryption.update(plain), encryption.final(), encryption.getAuthTag()])
}

const decrypt = (key: Uint8Array, sealed: Buffer, bound: Buffer): Buffer => {
  const decryption = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decryption.setAAD(bound).setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decryption.update(sealed.subarray(nonceBytes, -tagBytes)), decryption.final()])
}
