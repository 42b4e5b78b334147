import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinned } from './processes.ts'

/** nginx as a bare reverse proxy with one worker: the yardstick. `cpu`: on which it stays; null: on any. */
export async function startNginx(upstreamPort: number, cpu: 0 | null = 0): Promise<Disposable & { pid: number; port: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'lectern-nginx-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join('\n')
  writeFileSync(
    join(directory, 'nginx.conf'),
    `worker_processes 1; daemon off; error_log /dev/null; pid ${directory}/pid;
events { worker_connections 8192; }
http { access_log off; ${temporary}
  upstream up { server 127.0.0.1:${upstreamPort}; keepalive 4096; }
  client_body_buffer_size 4m; client_max_body_size 0;
  server { listen 127.0.0.1:${port} backlog=4096; keepalive_requests 100000000;
    location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_read_timeout 600s; } } }`,
  )
  const command = ['nginx', '-p', directory, '-c', join(directory, 'nginx.conf')]
  const [program = '', ...args] = pinned(cpu, command)
  const child: ChildProcess = spawn(program, args, { stdio: 'inherit' })
  await new Promise((resolve) => setTimeout(resolve, 500))
  return {
    pid: child.pid ?? 0,
    port,
    [Symbol.dispose]() {
      child.kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
