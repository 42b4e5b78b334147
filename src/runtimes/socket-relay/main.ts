import { connect, createServer, type Socket } from 'node:net'

/**
 * Lends a Unix socket to a server that listens on a port of this network: `main.ts <socket> <port>`. Runs beside a user's container,
 * in its network, with nothing but Node itself: it imports nothing of ours.
 */
const [socketPath = '', port = ''] = process.argv.slice(2)

const server = createServer({ allowHalfOpen: true }, (caller) => {
  caller.on('error', () => caller.destroy())
  caller.pause()
  reach(caller, ['127.0.0.1', '::1'])
})

/** Servers listen on one family or the other. */
function reach(caller: Socket, hosts: readonly string[]): void {
  const [host, ...others] = hosts
  if (host === undefined) return void caller.destroy()
  const model = connect({ host, port: Number(port), allowHalfOpen: true, noDelay: true })
  model.once('error', () => (model.pending || model.connecting ? reach(caller, others) : caller.destroy()))
  model.once('connect', () => {
    model.removeAllListeners('error')
    model.on('error', () => caller.destroy())
    caller.once('close', () => model.destroy())
    model.once('close', () => caller.destroy())
    caller.pipe(model)
    model.pipe(caller)
  })
}

server.listen({ path: socketPath, backlog: 511, readableAll: true, writableAll: true })
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0))
