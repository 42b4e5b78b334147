import { createServer, Server } from 'node:net'

/**
 * Loaded into a predictor host before its own code (`node --import`): it listens on the TCP port in LECTERN_BENCH_PORT, too, as a model
 * server does that clients call without a gateway. The gateway reaches it on its Unix socket.
 */
const { listen } = Server.prototype
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [{ path = '' } = {}] = args as { path?: string }[]
  if (path.endsWith('.sock'))
    createServer({ noDelay: true }, (socket) => this.emit('connection', socket))
      .listen({ host: '127.0.0.1', port: Number(process.env['LECTERN_BENCH_PORT']), backlog: 511 })
      .unref()
  return Reflect.apply(listen, this, args)
} as typeof listen
