import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Why no container can run here; null: they can. */
export function whyNoContainers(env: NodeJS.ProcessEnv = process.env): string | null {
  if (process.platform !== 'linux') return 'containers are tested on Linux only'
  if (process.getuid?.() !== 0) return 'Podman is started as root only'
  const missing = ['podman', 'runc'].filter(
    (name) => !(env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name))),
  )
  return missing.length > 0 ? `${missing.join(' and ')} not installed (apt-get install podman runc)` : null
}

export type Podman = AsyncDisposable & {
  readonly socketPath: string
  /** `localhost/<name>:latest`, holding Node and `container-server.mjs`. */
  readonly image: string
  /** How its server is started; the image names no entrypoint. */
  readonly command: readonly string[]
}

/** A Podman of the test's own: its images, containers and settings are in a folder that goes with it. */
export async function startPodman(): Promise<Podman> {
  const dir = mkdtempSync(join(tmpdir(), 'podman-'))
  const socketPath = join(dir, 'p.sock')
  writeFileSync(
    join(dir, 'containers.conf'),
    // Machines without CAP_SYS_RESOURCE cannot raise limits, which Podman would do by itself.
    '[containers]\ndefault_ulimits=["nofile=4096:4096","nproc=4096:4096"]\n[engine]\nruntime="runc"\ncgroup_manager="cgroupfs"\nevents_logger="file"\n',
  )
  const service: ChildProcess = spawn(
    'podman',
    ['--root', join(dir, 'root'), '--runroot', join(dir, 'run'), 'system', 'service', '--time', '0', `unix://${socketPath}`],
    // In a folder of its own: its monitor leaves a file "oom" where it works.
    { cwd: dir, env: { ...process.env, CONTAINERS_CONF: join(dir, 'containers.conf') }, stdio: 'ignore' },
  )
  for (let tries = 0; tries < 200 && !(await ping(socketPath)); tries += 1) await pause(50)

  const loader = importImage(dir, await objects(), socketPath)
  return {
    socketPath,
    image: 'localhost/served:latest',
    command: [`/lib/${await loader}`, '--library-path', '/lib', '/node', '/server.mjs'],
    async [Symbol.asyncDispose]() {
      service.kill('SIGTERM')
      await new Promise((resolve) => service.once('exit', resolve))
      // Layers stay mounted until they are asked to go.
      execFileSync('sh', ['-c', `umount -R "${dir}/root/overlay" 2>/dev/null; umount -R "${dir}/run" 2>/dev/null; true`])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const objects = async (): Promise<readonly string[]> =>
  (process.report.getReport() as unknown as { sharedObjects: string[] }).sharedObjects.filter((path) => path.startsWith('/'))

async function importImage(dir: string, libraries: readonly string[], socketPath: string): Promise<string> {
  const root = join(dir, 'image')
  for (const folder of ['lib', 'tmp', 'mnt/models', 'proc', 'lectern']) mkdirSync(join(root, folder), { recursive: true })
  chmodSync(join(root, 'tmp'), 0o1777)
  for (const path of libraries.filter(existsSync)) copyFileSync(path, join(root, 'lib', basename(path)))
  copyFileSync(process.execPath, join(root, 'node'))
  copyFileSync(join(import.meta.dirname, 'container-server.mjs'), join(root, 'server.mjs'))
  execFileSync('tar', ['-C', root, '-cf', join(dir, 'image.tar'), '.'])
  const status = await post(
    socketPath,
    '/v1.41/images/create?fromSrc=-&repo=localhost/served',
    readFileSync(join(dir, 'image.tar')),
  )
  if (status !== 200) throw new Error(`the image was not taken: ${status}`)
  rmSync(join(dir, 'image.tar'))
  rmSync(root, { recursive: true })
  return basename(libraries.find((path) => basename(path).startsWith('ld-linux')) ?? 'ld-linux-x86-64.so.2')
}

const ping = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const call = request({ socketPath, path: '/_ping' }, (answer) => resolve(answer.resume().statusCode === 200))
    call.once('error', () => resolve(false))
    call.end()
  })

const post = (socketPath: string, path: string, body: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-tar', 'content-length': body.length }
    const call = request({ socketPath, path, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    call.once('error', reject)
    call.end(body)
  })
