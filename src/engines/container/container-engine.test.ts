import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Podman, startPodman, whyNoContainers } from '../../../test/podman.ts'
import type { Instance } from '../../domain/instance.ts'
import type { ContainerSpec, LaunchPlacement } from '../../domain/placement.ts'
import { usualResources } from '../../domain/resources.ts'
import { systemClock } from '../../system.ts'
import { gathered } from '../logs.ts'
import { openLogFolder } from '../process/log-folder.ts'
import { makeContainerEngine } from './container-engine.ts'

const why = whyNoContainers()
const deploymentId = 'd000000000000001'

describe.skipIf(why !== null)(
  `containers${why === null ? '' : `: skipped, ${why}`}`,
  () => {
    let dir: string
    let podman: Podman
    let engine: ReturnType<typeof makeContainerEngine>

    const open = (run = 'run') =>
      makeContainerEngine({
        clock: systemClock,
        socketPath: podman.socketPath,
        runDir: join(dir, run),
        logDir: join(dir, 'logs'),
        dataDir: dir,
        owner: `${process.getuid?.()}:${process.getgid?.()}`,
        node: process.execPath,
        relay: join(import.meta.dirname, '../../runtimes/socket-relay/main.ts'),
        sharedObjects: () => (process.report.getReport() as unknown as { sharedObjects: string[] }).sharedObjects,
      })
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'ce-'))
      for (const folder of ['run', 'later', 'model']) mkdirSync(join(dir, folder))
      chmodSync(dir, 0o755)
      writeFileSync(join(dir, 'model', 'model.txt'), 'weights')
      podman = await startPodman()
      engine = open()
    }, 120_000)
    afterAll(async () => {
      await engine[Symbol.asyncDispose]()
      await podman[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    }, 60_000)

    it('runs an image shut in: no network, nothing to write, nobody', async () => {
      await start('port', { port: 8080 })
      const ready = await until('port', ({ phase }) => phase === 'ready')
      expect(await get(ready, '/facts')).toMatchObject({
        uid: 65534,
        capabilities: '0000000000000000',
        noNewPrivileges: '1',
        root: 'EROFS',
        tmp: 'allowed',
        models: 'EROFS',
        outside: 'ENETUNREACH',
        env: { PORT: '8080', GIVEN: 'yes' },
      })
      expect(await get(ready, '/model')).toBe('weights')
      expect(await get(ready, '/v1/models/m:predict', '{"instances":[1]}')).toEqual({
        method: 'POST',
        path: '/v1/models/m:predict',
        body: '{"instances":[1]}',
      })
      await vi.waitFor(async () => {
        const query = { deploymentId, start: 0, end: Date.now() + 1_000, limit: 10, order: 'asc' } as const
        const lines = await gathered(openLogFolder(join(dir, 'logs'), systemClock).read(query))
        expect(lines.map((line) => line.message).sort()).toEqual(['a line on stderr', 'listening'])
      }, 10_000)
      await stop('port')
      expect((await until('port', ({ phase }) => phase === 'exited')).exit).toMatchObject({ code: 0, asked: true })
    })

    it('speaks to a server on a socket of its own without a relay', async () => {
      await start('sock', { port: null })
      expect(await get(await until('sock', ({ phase }) => phase === 'ready'), '/health')).toBe('fine')
      await stop('sock')
    })

    it('tells what each takes, while it runs, and how it is kept to its limits', async () => {
      await start('used', { port: null })
      await until('used', ({ used }) => (used?.memoryBytes ?? 0) > 10e6 && (used?.cpuSeconds ?? 0) > 0.02)
      const { used } = await until('used', ({ phase }) => phase === 'ready')
      expect(used?.memoryBytes).toBeLessThan(500e6)
      expect(used?.cpuSeconds).toBeLessThan(60)
      expect(await engine.limitedBy()).toMatch(/^cgroup-v[12]$/)
      await stop('used')
    })

    it('puts what comes of secrets into the environment, and nothing in place of what it sets itself', async () => {
      await engine.start({
        id: 'secret',
        deploymentId,
        revision: 'r1',
        placement: placement({ port: null }),
        secretEnv: { TOKEN: 'a = b', GIVEN: 'no', LECTERN_SOCKET: '/elsewhere' },
      })
      const ready = await until('secret', ({ phase }) => phase === 'ready')
      expect(await get(ready, '/facts')).toMatchObject({
        env: { TOKEN: 'a = b', GIVEN: 'yes', LECTERN_SOCKET: '/lectern/run/s' },
      })
      await stop('secret')
    })

    it('ends one that outgrows its memory, alone, and says so', async () => {
      await start('fat', { port: null }, { resources: { ...usualResources, limits: { cores: 1, memoryMb: 160, gpus: 0 } } })
      await start('thin', { port: null })
      const fat = await until('fat', ({ phase }) => phase === 'ready')
      const thin = await until('thin', ({ phase }) => phase === 'ready')
      await get(fat, '/eat').catch(() => {})
      expect((await until('fat', ({ phase }) => phase === 'exited')).exit).toMatchObject({
        signal: 'SIGKILL',
        lastWords: expect.stringContaining('outgrew its memory limit of 160 MB'),
        asked: false,
      })
      expect(await get(thin, '/health')).toBe('fine')
      await stop('thin')
    })

    it('names the signal of a crash, and kills what does not listen', async () => {
      await start('crash', { port: null })
      await get(await until('crash', ({ phase }) => phase === 'ready'), '/crash').catch(() => {})
      expect((await until('crash', ({ phase }) => phase === 'exited')).exit).toMatchObject({
        signal: expect.stringMatching(/SIGABRT|SIGSEGV/),
        asked: false,
      })
      await start('deaf', { port: null, args: ['--stubborn'] })
      await until('deaf', ({ phase }) => phase === 'ready')
      await engine.stop('deaf', 200)
      expect((await until('deaf', ({ phase }) => phase === 'exited')).exit).toMatchObject({ signal: 'SIGKILL', asked: true })
    })

    it('says why an image cannot be had, or its program not be started', async () => {
      await start('gone', { image: 'localhost/not-there:1' })
      expect((await until('gone', ({ phase }) => phase === 'exited')).exit?.lastWords).toContain('not-there')
      await start('empty', { command: ['/no/such/program'] })
      expect((await until('empty', ({ phase }) => phase === 'exited')).exit?.lastWords).toContain('/no/such/program')
    })

    it('removes what an earlier run left behind, and starts anew', async () => {
      await start('left', { port: null })
      await until('left', ({ phase }) => phase === 'ready')
      // Each start has a directory of its own.
      await using later = open('later')
      await later.start({ id: 'left', deploymentId, revision: 'r1', placement: placement({ port: null }) })
      await vi.waitFor(async () => expect((await later.observe())[0]?.phase).toBe('ready'), { timeout: 20_000 })
      expect((await until('left', ({ phase }) => phase === 'exited')).exit?.asked).toBe(false)
    })

    const placement = (given: Partial<ContainerSpec>): LaunchPlacement => ({
      kind: 'launch',
      command: [],
      env: { GIVEN: 'yes' },
      readyPath: '/health',
      startTimeoutMs: 20_000,
      basePath: '',
      model: null,
      concurrency: 2,
      container: {
        image: podman.image,
        command: podman.command,
        args: null,
        port: 8080,
        mounts: [{ source: join(dir, 'model'), target: '/mnt/models' }],
        network: false,
        user: null,
        registry: null,
        ...given,
      },
    })
    const start = (id: string, given: Partial<ContainerSpec>, more: Partial<LaunchPlacement> = {}): Promise<void> =>
      engine.start({ id, deploymentId, revision: 'r1', placement: { ...placement(given), ...more } })
    const stop = async (id: string): Promise<void> => {
      await engine.stop(id, 5_000)
      await until(id, ({ phase }) => phase === 'exited')
    }
    const until = (id: string, test: (instance: Instance) => boolean): Promise<Instance> =>
      vi.waitFor(
        async () => {
          const found = (await engine.observe()).find((each) => each.id === id)
          if (!found || !test(found)) throw new Error(`${id} is ${found?.phase ?? 'unknown'}: ${found?.exit?.lastWords ?? ''}`)
          return found
        },
        { timeout: 30_000, interval: 50 },
      )
  },
  60_000,
)

const get = (instance: Instance, path: string, body?: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const call = request(
      { socketPath: instance.address.slice('unix:'.length), path, method: body === undefined ? 'GET' : 'POST' },
      async (answer) => {
        let text = ''
        for await (const chunk of answer) text += chunk
        resolve(JSON.parse(text))
      },
    )
    call.once('error', reject)
    call.end(body)
  })
