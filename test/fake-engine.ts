import type { DeploymentId, InstanceId } from '../src/domain/ids.ts'
import type { Instance, InstanceExit, InstanceSpec } from '../src/domain/instance.ts'
import type { Engine } from '../src/engines/engine.ts'
import type { LogLine, Logs } from '../src/engines/logs.ts'

/** An engine in memory: instances are what the test says they are, and tell their listeners. */
export class FakeEngine implements Engine {
  readonly id = 'fake'
  readonly specs: InstanceSpec[] = []
  lines: LogLine[] = []
  #instances = new Map<InstanceId, Instance>()
  #listeners = new Set<(deploymentId: DeploymentId) => void>()
  #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  async observe(): Promise<readonly Instance[]> {
    return [...this.#instances.values()]
  }

  async start(spec: InstanceSpec): Promise<void> {
    if (this.#instances.has(spec.id)) return
    this.specs.push(spec)
    this.#set({
      id: spec.id,
      deploymentId: spec.deploymentId,
      revision: spec.revision,
      ...(spec.component === undefined ? {} : { component: spec.component }),
      phase: 'starting',
      address: `unix:/run/${spec.id}.sock`,
      concurrency: spec.placement.concurrency,
      basePath: spec.placement.basePath,
      model: spec.placement.model,
      pid: 1,
      startedAt: this.#now(),
      readyAt: null,
      exit: null,
      ...(spec.placement.resources === undefined ? {} : { resources: spec.placement.resources }),
      ...(spec.gpus === undefined ? {} : { gpus: spec.gpus }),
    })
  }

  async stop(id: InstanceId): Promise<void> {
    const instance = this.#instances.get(id)
    if (instance && instance.phase !== 'exited') this.exit(id, { asked: true, code: 0 })
  }

  async remove(id: InstanceId): Promise<void> {
    if (this.#instances.get(id)?.phase === 'exited') this.#instances.delete(id)
  }

  onChange(listener: (deploymentId: DeploymentId) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Of what the test says that was written; nothing more comes. */
  readonly logs: Logs = {
    read: (query) => this.#read(query),
    follow: async function* () {},
    instances: async () => [],
  }

  async *#read(query: Parameters<Logs['read']>[0]): AsyncGenerator<readonly LogLine[]> {
    const within = this.lines.filter(
      ({ timestamp }) => Date.parse(timestamp) >= query.start && Date.parse(timestamp) <= query.end,
    )
    yield (query.order === 'asc' ? within : within.toReversed()).slice(0, query.limit)
  }

  async limitedBy(): Promise<null> {
    return null
  }

  /** The newest instance, or the one named, begins to answer. */
  ready(id = this.newest().id): void {
    this.#set({ ...this.#get(id), phase: 'ready', readyAt: this.#now() })
  }

  exit(id = this.newest().id, how: Partial<InstanceExit> = {}): void {
    const exit = { at: this.#now(), code: 1, signal: null, lastWords: '', asked: false, ...how }
    this.#set({ ...this.#get(id), phase: 'exited', exit })
  }

  newest(): Instance {
    const newest = [...this.#instances.values()].at(-1)
    if (!newest) throw new Error('no instance was started')
    return newest
  }

  #get(id: InstanceId): Instance {
    const instance = this.#instances.get(id)
    if (!instance) throw new Error(`no instance ${id}`)
    return instance
  }

  #set(instance: Instance): void {
    this.#instances.set(instance.id, instance)
    for (const listener of this.#listeners) listener(instance.deploymentId)
  }
}
