import { isIPv4, isIPv6 } from 'node:net'

/** Ranges that are not the public internet: RFC 6890 and its successors, with cloud metadata inside link-local. */
const closedV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT; some clouds' metadata lives here
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, metadata
  '172.16.0.0/12',
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved and broadcast
].map((range) => {
  const [base = '', bits = ''] = range.split('/')
  return { base: v4(base), shift: 32 - Number(bits) }
})

/**
 * Whether an IP address belongs to the public internet. IPv6 forms that carry an IPv4 address (mapped, translated, 6to4) are
 * judged by that address too. What is no IP address is not public.
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0] ?? ''
  if (isIPv4(bare)) return isPublicV4(v4(bare))
  if (isIPv6(bare)) return isPublicV6(v6(bare))
  return false
}

function isPublicV4(value: number): boolean {
  return !closedV4.some(({ base, shift }) => value >>> shift === base >>> shift)
}

function isPublicV6(words: readonly number[]): boolean {
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0, w6 = 0, w7 = 0] = words
  const last = ((w6 << 16) | w7) >>> 0
  const startsWithZeros = w0 === 0 && w1 === 0 && w2 === 0 && w3 === 0 && w4 === 0
  if (startsWithZeros && w5 === 0xffff) return isPublicV4(last) // ::ffff:a.b.c.d
  if (w0 === 0x64 && w1 === 0xff9b && w2 === 0 && w3 === 0 && w4 === 0 && w5 === 0) return isPublicV4(last) // NAT64
  if (w0 === 0x2002) return isPublicV4(((w1 << 16) | w2) >>> 0) // 6to4
  if ((w0 & 0xe000) !== 0x2000) return false // only 2000::/3 is global unicast: not ::, ::1, fc00::/7, fe80::/10, ff00::/8, …
  if (w0 === 0x2001 && w1 < 0x200) return false // 2001::/23: Teredo, ORCHID, benchmarking
  if (w0 === 0x2001 && w1 === 0xdb8) return false // documentation
  return !(w0 === 0x3fff && w1 < 0x1000) // documentation
}

function v4(address: string): number {
  return address.split('.').reduce((value, octet) => ((value << 8) | Number(octet)) >>> 0, 0)
}

/** Eight 16-bit words. */
function v6(address: string): number[] {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const tail = dotted ? v4(dotted[2] ?? '') : 0
  const text = dotted ? `${dotted[1]}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}` : address
  const [left = '', right] = text.split('::')
  const words = (part: string): number[] => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))
  const head = words(left)
  if (right === undefined) return head
  const end = words(right)
  return [...head, ...new Array<number>(8 - head.length - end.length).fill(0), ...end]
}
