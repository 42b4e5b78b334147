import type { FastifyRequest } from 'fastify'
import type { From } from '../../access/sessions.ts'
import { Failure } from '../../domain/failure.ts'
import type { OriginOf } from '../control/origin.ts'

type Request = Pick<FastifyRequest, 'headers' | 'ip'>

/** Where it comes from; the gateway writes `x-forwarded-for` itself. */
export const fromOf = ({ headers, ip }: Request): From => ({
  address: [headers['x-forwarded-for']].flat()[0]?.split(',').at(-1)?.trim() || ip || '',
  userAgent: headers['user-agent'] ?? '',
})

/**
 * Only a page of ours may make a browser send this: as the browser says itself, or, where it does not (over plain http from elsewhere),
 * by the origin that it names. A program sends one of the two headers.
 */
export const mustBeOurs = (request: Request, originOf: OriginOf): void => {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
    throw new Failure('forbidden', `this was sent by a page of another site (sec-fetch-site: ${String(site).slice(0, 20)})`)
  }
  const own = originIn(originOf(request))
  const { origin } = request.headers
  if (origin !== undefined && originIn(origin) === own) return
  throw new Failure(
    'forbidden',
    origin === undefined
      ? 'the header "origin" or "sec-fetch-site" is required here: every browser sends one of them'
      : `the header "origin" says ${origin.slice(0, 200)}, and this server is ${own}; behind a reverse proxy, say its address with the setting publicUrl`,
    { target: 'origin' },
  )
}

const originIn = (address: string): string => URL.parse(address)?.origin ?? ''
