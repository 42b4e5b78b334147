import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Failure } from '../domain/failure.ts'
import { isPublicAddress } from './addresses.ts'

export { isPublicAddress } from './addresses.ts'

export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for `net.connect` and `tls.connect` that refuses a name unless every address it has is public. The socket
 * connects to an address from the very answer that was checked, so a second, different answer has no effect.
 * Addresses written as numbers are never looked up: check those with `refusePrivate`.
 */
export const makeGuardedLookup =
  (resolve: Resolve = systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const closed = addresses.find(({ address }) => !isPublicAddress(address))
      const [first] = addresses
      if (closed || !first) return callback(refusal(hostname), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }

/** Throws for an address written as a number that is not public; names pass, the guarded look-up judges them. */
export function refusePrivate(hostname: string): void {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw refusal(hostname)
}

const refusal = (hostname: string): Failure =>
  new Failure(
    'invalid',
    `the address "${hostname}" is, or resolves to, a private, loopback, link-local or reserved address; ` +
      'only public addresses are allowed here unless the administrator allows private ones',
    { code: 'private_address' },
  )
