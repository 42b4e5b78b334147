// A user's server, as its image would hold it: Node and nothing else. Tells what it sees from inside.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'

const tryTo = (act) => {
  try {
    act()
    return 'allowed'
  } catch (error) {
    return error.code
  }
}
const reach = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1500 })
    socket.once('connect', () => resolve('reached'))
    socket.once('error', (error) => resolve(error.code))
    socket.once('timeout', () => resolve('timeout'))
  }).finally(() => {})

const pages = {
  '/health': async () => 'fine',
  '/facts': async () => ({
    uid: process.getuid(),
    capabilities: /CapEff:\s*(\w+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
    noNewPrivileges: /NoNewPrivs:\s*(\d)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1],
    root: tryTo(() => writeFileSync('/written', 'x')),
    tmp: tryTo(() => writeFileSync('/tmp/written', 'x')),
    models: tryTo(() => writeFileSync('/mnt/models/written', 'x')),
    outside: await reach('192.0.2.1', 80),
    env: process.env,
  }),
  '/model': async () => readFileSync('/mnt/models/model.txt', 'utf8'),
  '/models': async () => readdirSync('/mnt/models', { recursive: true }).sort(),
  '/eat': async () => {
    const eaten = []
    for (;;) eaten.push(Buffer.alloc(8 * 1024 * 1024, 1))
  },
  '/crash': async () => process.abort(),
}

console.error('a line on stderr')
const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json')
  const page = pages[request.url]
  if (page) return response.end(JSON.stringify(await page()))
  let body = ''
  for await (const chunk of request) body += chunk
  response.end(JSON.stringify({ method: request.method, path: request.url, body }))
})
server.listen(process.env.LECTERN_SOCKET ?? Number(process.env.PORT), () => console.log('listening'))
if (!process.argv.includes('--stubborn')) process.once('SIGTERM', () => process.exit(0))
