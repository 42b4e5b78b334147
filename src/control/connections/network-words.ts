import { Failure } from '../../domain/failure.ts'
import { privateAddress } from './guarded-get.ts'

/** Says in plain words why a connection to `url` failed, and what would help. */
export function networkWords(error: unknown, url: URL): string {
  if (error instanceof Failure) return error.details.code === 'private_address' ? privateAddress(url).message : error.message
  const code = codeOf(error)
  const said = words[code]
  if (said) return said(url)
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.includes('CERT'))
    return `TLS with ${url.host} failed (${code})`
  return `${url.host} could not be reached (${code || (error instanceof Error ? error.message : String(error))})`
}

const unknownName = (url: URL) => `the name ${url.hostname} does not resolve; check the spelling, or this machine's DNS`
const unreachable = (url: URL) => `no way to ${url.host} from this machine`
const untrusted = (url: URL) =>
  `the certificate of ${url.host} is not signed by an authority this machine trusts; add its CA with NODE_EXTRA_CA_CERTS`
const cut = (url: URL) => `${url.host} closed the connection before the answer was complete`

const words: Readonly<Record<string, (url: URL) => string>> = {
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  ECONNREFUSED: (url) => `nothing listens at ${url.host}: the connection was refused`,
  ECONNRESET: cut,
  EPIPE: cut,
  HPE_INVALID_CONSTANT: (url) => `${url.host} does not speak HTTP there; perhaps the address needs https://`,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: (url) => `${url.host} did not answer in time`,
  CERT_HAS_EXPIRED: (url) => `the certificate of ${url.host} has expired`,
  CERT_NOT_YET_VALID: (url) => `the certificate of ${url.host} is not valid yet; check this machine's clock`,
  ERR_TLS_CERT_ALTNAME_INVALID: (url) => `the certificate of ${url.host} is for another name`,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  EPROTO: (url) => `${url.host} does not speak TLS there; perhaps the address needs http://`,
  ERR_SSL_WRONG_VERSION_NUMBER: (url) => `${url.host} does not speak TLS there; perhaps the address needs http://`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: (url) => `${url.host} does not speak TLS there; perhaps the address needs http://`,
}

const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
