import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { Instance, InstanceSpec } from '../../domain/instance.ts'
import type { ContainerSpec } from '../../domain/placement.ts'
import type { Used } from '../../domain/resources.ts'
import { answers } from '../answers.ts'
import { beginning } from '../beginning.ts'
import type { LogWriter } from '../process/log-writer.ts'
import { type BodyFacts, type RelayKit, relayBody, serverBody, socketName } from './container-body.ts'
import { type Docker, DockerTrouble } from './docker-api.ts'
import { makeFrameReader } from './log-frames.ts'

export type Container = {
  state(): Instance
  stop(graceMs: number): void
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
}

export type ContainerDeps = {
  readonly docker: Docker
  readonly clock: Clock
  /** A private directory (0700), short. */
  readonly runDir: string
  readonly label: string
  /** `uid:gid` of this process. */
  readonly owner: string
  readonly kit: () => RelayKit
}

const pollMs = 50
/** A pull may say a hundred things a second. */
const sayEveryMs = 1_000
const measureEveryMs = 2_000

/** One instance in a container, from the pull of its image to its end; beside it a relay where its server listens on a port. */
export function startContainer(
  deps: ContainerDeps,
  spec: InstanceSpec,
  container: ContainerSpec,
  log: LogWriter,
  onChange: () => void,
): Container {
  const { docker, clock } = deps
  const { placement } = spec
  const folder = join(deps.runDir, `${spec.id}.c`)
  const socketPath = join(folder, socketName)
  let state = beginning(spec, `unix:${socketPath}`, clock.now())
  const become = (next: Partial<Instance>): void => {
    state = { ...state, ...next }
    onChange()
  }
  let used: Used | null = null
  let asked = false
  let tooSlow = false
  /** Of the server, once it is made. */
  let id: string | null = null
  const made: string[] = []
  const over = new AbortController()
  const say = (words: string): void => log.write('stderr', Buffer.from(`${words}\n`))

  const fetchImage = async (): Promise<void> => {
    if (await docker.hasImage(container.image)) return
    say(`pulling image ${container.image}`)
    let saidAt = 0
    const layers = new Map<string, { done: number; total: number }>()
    const sum = (of: 'done' | 'total'): number => [...layers.values()].reduce((all, layer) => all + layer[of], 0)
    become({ fetching: { done: 0, total: 0 } })
    await docker.pull(
      container.image,
      container.registry,
      (words) => {
        if (clock.now() - saidAt < sayEveryMs) return
        saidAt = clock.now()
        say(words)
        become({ fetching: { done: sum('done'), total: sum('total') } })
      },
      (layer, bytes, of) => {
        const total = of ?? layers.get(layer)?.total ?? 0
        layers.set(layer, { done: bytes ?? total, total })
      },
    )
    become({ fetching: null })
    say(`image ${container.image} is here`)
  }

  const factsOf = async (): Promise<BodyFacts> => {
    mkdirSync(folder, { recursive: true })
    // Whoever runs in the container makes the socket here; the folder above keeps other users of this machine out.
    chmodSync(folder, 0o777)
    return { label: deps.label, socketFolder: folder, owner: (await docker.rootless()) ? '0:0' : deps.owner }
  }

  const follow = async (server: string): Promise<void> => {
    const take = makeFrameReader((stream, bytes) => log.write(stream, bytes))
    for await (const chunk of await docker.logs(server)) take(chunk)
  }

  const watch = async (): Promise<void> => {
    const giveUpAt = clock.now() + placement.startTimeoutMs
    while (state.phase === 'starting') {
      if (await answers(socketPath, placement.readyPath)) {
        if (state.phase === 'starting') become({ phase: 'ready', readyAt: clock.now() })
        return
      }
      if (clock.now() >= giveUpAt) {
        tooSlow = true
        if (id) await docker.kill(id, 'SIGKILL').catch(() => {})
        return
      }
      await clock.sleep(pollMs)
    }
  }

  const measure = async (server: string): Promise<void> => {
    while (!over.signal.aborted) {
      // What cannot be told now may be a moment later.
      used = (await docker.used(server).catch(() => null)) ?? used
      await clock.sleep(measureEveryMs, over.signal).catch(() => {})
    }
  }

  /** From the image to the end; answers how it ended. */
  const live = async (): Promise<{ code: number | null; signal: string | null; words: string }> => {
    await fetchImage()
    if (asked) return { code: null, signal: 'SIGTERM', words: 'stopped before it was started' }
    const facts = await factsOf()
    const server = await docker.create(`lectern-${spec.id}`, serverBody(spec, container, facts))
    id = server
    made.push(server)
    await docker.start(server)
    const printed = follow(server).catch(() => {})
    become({ pid: (await docker.inspect(server)).State.Pid || null })
    if (container.port !== null) {
      const relay = await docker.create(`lectern-${spec.id}-relay`, relayBody(spec, container, server, deps.kit(), facts))
      made.push(relay)
      // A server that has ended at once has no network to join.
      await docker.start(relay).catch((error) => say(String(error.message)))
    }
    if (asked) await docker.kill(server, 'SIGTERM')
    void watch()
    void measure(server)
    await docker.wait(server)
    const { ExitCode, OOMKilled } = (await docker.inspect(server)).State
    await printed
    const signal = ExitCode > 128 ? (signals[ExitCode - 128] ?? `signal ${ExitCode - 128}`) : null
    // Where the kernel ended a process within, the server may have ended by itself then.
    const killed = signal === 'SIGKILL' || (OOMKilled && ExitCode !== 0)
    const outgrew = killed && !asked && !tooSlow ? killedFor(OOMKilled, placement.resources?.limits.memoryMb) : null
    if (outgrew) say(outgrew)
    const slow = tooSlow ? `not ready after ${placement.startTimeoutMs / 1000} s` : null
    return { code: signal ? null : ExitCode, signal, words: outgrew ?? slow ?? log.lastWords() }
  }

  const ended = (async () => {
    const how = await live().catch((error: unknown) => {
      const words = error instanceof DockerTrouble || error instanceof Error ? error.message : String(error)
      say(words)
      return { code: null, signal: null, words }
    })
    over.abort()
    for (const each of made.reverse()) await docker.remove(each).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
    log.close()
    become({
      phase: 'exited',
      pid: null,
      exit: { at: clock.now(), code: how.code, signal: how.signal, lastWords: how.words, asked },
    })
  })()

  return {
    ended,
    state: () => (used ? { ...state, used } : state),
    stop(graceMs) {
      if (state.phase === 'exited' || state.phase === 'stopping') return
      asked = true
      become({ phase: 'stopping' })
      if (id) void docker.kill(id, 'SIGTERM').catch(() => {})
      void clock.sleep(graceMs).then(() => {
        if (!state.exit && id) void docker.kill(id, 'SIGKILL').catch(() => {})
      })
    },
  }
}

/** Podman on older control groups does not say that it was for memory. */
function killedFor(outOfMemory: boolean, limitMb: number | null | undefined): string | null {
  if (!limitMb) return outOfMemory ? 'was killed: the machine ran out of memory' : null
  return outOfMemory
    ? `outgrew its memory limit of ${limitMb} MB`
    : `was killed; most likely it outgrew its memory limit of ${limitMb} MB`
}

const signals: Readonly<Record<number, string>> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM' }
