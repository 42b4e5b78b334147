import { Buffer } from 'node:buffer'
import { connect as connectTcp, isIP, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { muxSuffix } from '../../domain/mux-frames.ts'
import { makeGuardedLookup, type Resolve, refusePrivate } from '../../outbound/guard.ts'

/** How connections to one address are made. */
export type Connector = {
  /** What requests there say in `host`. */
  readonly host: string
  /**
   * Throws `Failure` for an address that is not to be reached. The socket is ready at `readyEvent`; what comes on it goes to
   * `heard`, and it emits no `data`.
   */
  open(heard: (chunk: Buffer) => void): Socket
  readonly readyEvent: 'connect' | 'secureConnect'
  /** One process of this machine is at the other end of all connections: when it dies, they all do. */
  readonly oneProcess?: true
  /** To where it may take many requests on one connection; such a socket is beside its own where it does. */
  readonly openMux?: Connector['open']
}

/**
 * `address`: `unix:/path`, or an origin with `http:` or `https:`. `publicOnly`: every address its name resolves to must be
 * public, and the connection goes to one of the very answer that was checked.
 */
export function makeConnector(address: string, publicOnly: boolean, resolve?: Resolve): Connector {
  if (address.startsWith('unix:')) {
    const path = address.slice(5)
    return {
      host: 'localhost',
      readyEvent: 'connect',
      open: (heard) => connectTcp({ path, onread: handing(heard) }),
      oneProcess: true,
      openMux: (heard) => connectTcp({ path: `${path}${muxSuffix}`, onread: handing(heard) }),
    }
  }
  const { protocol, hostname, host, port } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`"${address}" is neither http: nor https:`)
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  const tls = protocol === 'https:'
  const options: TcpNetConnectOpts = {
    host: bare,
    port: Number(port || (tls ? 443 : 80)),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    ...(publicOnly ? { lookup: makeGuardedLookup(resolve) } : {}),
  }
  const guard = (): void => {
    if (publicOnly) refusePrivate(bare)
  }
  if (!tls) {
    return {
      host,
      readyEvent: 'connect',
      open(heard) {
        guard()
        return connectTcp({ ...options, onread: handing(heard) })
      },
    }
  }
  const servername = isIP(bare) === 0 ? bare : ''
  let session: Buffer | undefined
  return {
    host,
    readyEvent: 'secureConnect',
    open(heard) {
      guard()
      const tlsOptions = { ...options, onread: handing(heard), servername, ALPNProtocols: ['http/1.1'] }
      const socket = connectTls({ ...tlsOptions, ...(session ? { session } : {}) })
      socket.on('session', (next) => {
        session = next
      })
      return socket
    },
  }
}

/** Every connection is read into it in turn: what came is copied out before the next one is looked at. */
const landing = Buffer.allocUnsafeSlow(64 * 1024)

/** Memory of its own for each read, 64 KB of which most is given back, costs a call more than the copy. */
const handing = (heard: (chunk: Buffer) => void): OnReadOpts => ({
  buffer: landing,
  callback(length) {
    const chunk = Buffer.allocUnsafe(length)
    landing.copy(chunk, 0, 0, length)
    heard(chunk)
    return true
  },
})
