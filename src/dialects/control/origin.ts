import type { FastifyRequest } from 'fastify'

export type OriginOf = (request: Pick<FastifyRequest, 'headers'>) => string

/**
 * The address under which callers reach us, without a slash at its end: as configured, else as the gateway says it was called
 * (`x-forwarded-*`, which it writes itself), else as we were called.
 */
export const makeOriginOf =
  (publicUrl: string | null): OriginOf =>
  ({ headers }) => {
    if (publicUrl) return publicUrl.replace(/\/+$/, '')
    const host = first(headers['x-forwarded-host']) ?? headers.host ?? ''
    const proto = first(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http'
    return `${proto}://${/^[A-Za-z0-9.\-_:[\]]{1,255}$/.test(host) ? host : 'localhost'}`
  }

/** Proxies in a row add to the list; the first is what the caller used. */
const first = (value: string | string[] | undefined): string | undefined => [value].flat()[0]?.split(',')[0]?.trim() || undefined
