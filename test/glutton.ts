import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { begin } from '../src/runtimes/spare.ts'

/**
 * A model server that takes what it is told to take: `/eat/64` 64 MB of memory for good, `/child/64` the same in a process that it
 * starts, `/burn/300` 300 ms of wall time spent on computing. `/linger` starts a process that outlives it. It can be started ahead.
 */
const args = [...(await begin(process)).args]
const { values, positionals } = parseArgs({ args, options: { socket: { type: 'string' } }, allowPositionals: true })
const eaten: Buffer[] = []
const eat = (mb: number): void => {
  for (let at = 0; at < mb; at += 1) eaten.push(Buffer.alloc(1024 * 1024, at + 1))
}

const [childEats] = positionals
if (childEats !== undefined) {
  eat(Number(childEats))
  setInterval(() => {}, 1_000)
} else {
  const start = (mb: string, detached = false) =>
    spawn(process.execPath, [import.meta.filename, mb], { detached, stdio: ['ignore', 'inherit', 'inherit'] })
  const server = createServer((request, response) => {
    const [, what = '', number = '0'] = request.url?.split('/') ?? []
    if (what === 'eat') eat(Number(number))
    if (what === 'burn') for (const end = Date.now() + Number(number); Date.now() < end; );
    if (what === 'child') return response.end(String(start(number).pid))
    if (what === 'linger') return response.end(String(start('1', true).pid))
    if (what === 'env') return response.end(JSON.stringify(process.env))
    return response.end(String(process.cpuUsage().user + process.cpuUsage().system))
  })
  server.listen(values.socket)
  process.on('SIGTERM', () => process.exit(0))
}
