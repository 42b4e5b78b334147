import { Failure } from '../../domain/failure.ts'
import { isPublicAddress } from '../../outbound/guard.ts'
import { literalAddress, privateAddress } from './guarded-get.ts'

/**
 * Checks and normalises the address of a connection: http or https, nothing but scheme, host, port and path; no trailing slash.
 * Addresses that are private by their very spelling are refused here; names are checked whenever they are resolved.
 */
export function parseBaseUrl(text: string, allowPrivate: boolean): string {
  if (text.length > 2048) throw invalid('must be at most 2048 characters')
  const url = URL.parse(text)
  if (!url || !/^https?:\/\//i.test(text)) throw invalid(`${JSON.stringify(text)} is not a URL such as https://host/path`)
  if (url.username || url.password) throw invalid('must not hold a user name or password; put secrets into credential')
  if (url.search || url.hash || /[?#]/.test(text)) throw invalid('must not hold a query or a fragment')
  if (!allowPrivate && isPrivateBySpelling(url)) {
    throw new Failure('invalid', `baseUrl: ${privateAddress(url).message}`, { target: 'baseUrl' })
  }
  return url.href.replace(/\/+$/, '')
}

const isPrivateBySpelling = (url: URL): boolean => {
  const address = literalAddress(url)
  return address ? !isPublicAddress(address) : /(^|\.)localhost\.?$/.test(url.hostname)
}

const invalid = (words: string) => new Failure('invalid', `baseUrl: ${words}`, { target: 'baseUrl' })
