import { isIP, type LookupFunction } from 'node:net'
import type { RoutedSink } from '../domain/inference-log.ts'
import { refusePrivate } from './guard.ts'

/** Brokers, and what it takes to be let in. */
export type KafkaPlace = Pick<Extract<RoutedSink, { kind: 'kafka' }>, 'brokers' | 'tls' | 'ca' | 'authentication' | 'secret'>

const connectMs = 3_000
const answerMs = 10_000

/** What every client of the library is told. `lookup` null: brokers may live anywhere. */
export const connectionOptions = ({ brokers, tls, ca, authentication, secret }: KafkaPlace, lookup: LookupFunction | null) => ({
  clientId: 'lectern',
  bootstrapBrokers: brokers.map(brokerOf),
  connectTimeout: connectMs,
  timeout: answerMs,
  requestTimeout: answerMs,
  ...(tls
    ? {
        tls: { ...(ca ? { ca } : {}), ...(lookup ? { lookup } : {}) },
        // Brokers behind one address are told apart by name; addresses must not be sent as one.
        tlsServerName: !brokers.every((text) => isIP(brokerOf(text).host) !== 0),
      }
    : {}),
  ...(authentication
    ? { sasl: { mechanism: authentication.mechanism, username: authentication.username, password: secret ?? '' } }
    : {}),
})

type Broker = { readonly host: string; readonly port: number }
type Refused = new (message: string, properties: { canRetry: boolean; cause: Error }) => Error

/**
 * Every connection, to brokers that were given and to those that they name, goes through the pool's `get`: there its address is
 * checked, and without TLS pinned. With TLS the name must stay what it is; the look-up of the connection itself is guarded then.
 */
export function guardBrokers(
  Refused: Refused,
  { connections }: { readonly connections: object },
  tls: boolean,
  lookup: LookupFunction,
): void {
  const pool = connections as { get: (broker: Broker, callback: Callback) => void }
  const get = pool.get.bind(pool) as (broker: Broker, callback: Callback) => void
  const guarded = (broker: Broker, callback: Callback): void => {
    const refuse = (cause: Error): void => callback(new Refused(cause.message, { canRetry: false, cause }))
    try {
      refusePrivate(broker.host)
    } catch (error) {
      refuse(error instanceof Error ? error : new Error('refused'))
      return
    }
    if (tls) get(broker, callback)
    else
      lookup(broker.host, { all: false }, (error, address) => {
        if (error) refuse(error)
        else get({ ...broker, host: String(address) }, callback)
      })
  }
  Object.assign(connections, {
    get: (broker: Broker, callback?: Callback) =>
      callback
        ? guarded(broker, callback)
        : new Promise((resolve, reject) => guarded(broker, (error, connection) => (error ? reject(error) : resolve(connection)))),
  })
}

type Callback = (error: Error | null, connection?: unknown) => void

const brokerOf = (text: string): Broker => {
  const at = text.lastIndexOf(':')
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) }
}

/** The first of many, and what is behind it, tell it best. */
export function rootOf(error: unknown): string {
  const { errors, cause } = (error ?? {}) as { errors?: readonly unknown[]; cause?: unknown }
  const behind = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause
  if (behind instanceof Error) return rootOf(behind)
  return error instanceof Error ? error.message : String(error)
}
