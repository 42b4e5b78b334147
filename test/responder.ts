import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

/** A model server of few words that can be told to misbehave: what engine and reconciler tests start as instances. */
const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    'ready-after': { type: 'string', default: '0' },
    'never-ready': { type: 'boolean', default: false },
    'ignore-sigterm': { type: 'boolean', default: false },
    'fail-with': { type: 'string' },
    say: { type: 'string', default: 'hello from the responder' },
  },
})

if (values['fail-with']) {
  console.error(values['fail-with'])
  process.exit(3)
}
const startedAt = Date.now()
const isReady = (): boolean => !values['never-ready'] && Date.now() - startedAt >= Number(values['ready-after'])

const server = createServer((request, response) => {
  if (request.url === '/health') return response.writeHead(isReady() ? 200 : 503).end()
  if (request.url === '/crash') process.abort()
  if (request.url === '/env') return response.end(JSON.stringify(process.env))
  response.setHeader('content-type', 'application/json')
  return response.end(JSON.stringify({ path: request.url, pid: process.pid, say: values.say }))
})
server.listen(values.socket, () => console.log('listening'))
console.error('a line on stderr')
process.on('SIGTERM', () => {
  if (values['ignore-sigterm']) return
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
