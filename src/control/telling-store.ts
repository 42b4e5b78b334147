import type { Change, TellChange } from '../domain/changes.ts'
import type { Clock } from '../domain/clock.ts'
import type { Store } from '../store/store.ts'

/** Usage changes with every second of calls: this often is often enough for whoever looks at sums. */
const usageEveryMs = 5_000

/**
 * The same store, which tells of what it writes down though nobody asked for it at that moment: what the reconciler saw, how far an
 * import has come, lines of batches, usage. What people change is told by the API, too; readers take both as one.
 */
export function tellingStore(store: Store, tell: TellChange, clock: Pick<Clock, 'now'>): Store {
  return {
    ...store,
    ...deploymentsTelling(store, tell),
    ...batchesTelling(store, tell),
    ...recordsTelling(store, tell),
    ledger: { ...store.ledger, apply: usageTelling(store, tell, clock) },
  }
}

function deploymentsTelling({ deployments, dryRuns }: Store, tell: TellChange): Pick<Store, 'deployments' | 'dryRuns'> {
  const groups = new Map<string, string>()
  const seen = new Map<string, string>()

  const groupOf = async (id: string): Promise<string | null> => {
    const known = groups.get(id) ?? (await deployments.byId(id))?.resourceGroup
    if (known !== undefined) groups.set(id, known)
    return known ?? null
  }
  const told = async (id: string, kind = 'deployments'): Promise<void> => {
    const resourceGroup = await groupOf(id)
    if (resourceGroup !== null) tell({ kind, id, resourceGroup })
  }
  const after = async (id: string, done: boolean): Promise<boolean> => {
    if (done) await told(id)
    return done
  }

  return {
    deployments: {
      ...deployments,
      async insert(deployment, ...more) {
        await deployments.insert(deployment, ...more)
        groups.set(deployment.id, deployment.resourceGroup)
        await told(deployment.id)
        // It may have come with the deployment.
        tell({ kind: 'configurations', id: deployment.configurationId, resourceGroup: deployment.resourceGroup })
      },
      want: async (id, ...more) => after(id, await deployments.want(id, ...more)),
      scale: async (id, ...more) => after(id, await deployments.scale(id, ...more)),
      async saw(id, generation, what, now) {
        const done = await deployments.saw(id, generation, what, now)
        // Every turn of the reconciler writes what it saw: mostly the same again.
        const text = JSON.stringify([generation, what])
        if (!done || seen.get(id) === text) return done
        seen.set(id, text)
        return after(id, done)
      },
      async remove(id, ...more) {
        const resourceGroup = await groupOf(id)
        const done = await deployments.remove(id, ...more)
        if (!done) return false
        groups.delete(id)
        seen.delete(id)
        tell({ kind: 'deployments', id, resourceGroup })
        return true
      },
      async rename(id, name) {
        await deployments.rename(id, name)
        await told(id)
      },
    },
    dryRuns: {
      ...dryRuns,
      async insert(run) {
        await dryRuns.insert(run)
        await told(run.deploymentId, 'rollouts')
      },
      async update(run) {
        await dryRuns.update(run)
        await told(run.deploymentId, 'rollouts')
      },
    },
  }
}

function batchesTelling({ batches }: Store, tell: TellChange): Pick<Store, 'batches'> {
  /** Of those that lines are answered of. */
  const groups = new Map<string, string>()
  return {
    batches: {
      ...batches,
      async insert(batch) {
        await batches.insert(batch)
        tell({ kind: 'batches', id: batch.id, resourceGroup: batch.resourceGroup })
      },
      async update(batch, from) {
        const done = await batches.update(batch, from)
        if (done) tell({ kind: 'batches', id: batch.id, resourceGroup: batch.resourceGroup })
        return done
      },
      async answered(line) {
        const done = await batches.answered(line)
        const { batchId: id } = line
        const resourceGroup = groups.get(id) ?? (await batches.byId(id))?.resourceGroup
        if (resourceGroup === undefined) return done
        groups.set(id, resourceGroup)
        tell({ kind: 'batches', id, resourceGroup })
        return done
      },
      async forgetLines(id) {
        groups.delete(id)
        await batches.forgetLines(id)
      },
    },
  }
}

function recordsTelling(
  { events, modelImports, modelFiles, registry }: Store,
  tell: TellChange,
): Pick<Store, 'events' | 'modelImports' | 'modelFiles' | 'registry'> {
  const ofAll = (kind: string, id: string): void => tell({ kind, id, resourceGroup: null })
  return {
    events: {
      ...events,
      async add(event, ...more) {
        const done = await events.add(event, ...more)
        if (done) tell({ kind: 'events', id: event.id, resourceGroup: event.resourceGroup })
        return done
      },
    },
    modelImports: {
      ...modelImports,
      async put(record) {
        await modelImports.put(record)
        ofAll('imports', record.id)
      },
    },
    modelFiles: {
      ...modelFiles,
      async put(file) {
        await modelFiles.put(file)
        ofAll('models', file.sha256)
      },
    },
    registry: {
      ...registry,
      imports: {
        ...registry.imports,
        async put(record) {
          await registry.imports.put(record)
          tell({ kind: 'registry', id: record.id, resourceGroup: record.resourceGroup })
        },
      },
      uploads: {
        ...registry.uploads,
        async change(upload) {
          const done = await registry.uploads.change(upload)
          if (done) tell({ kind: 'registry', id: upload.id, resourceGroup: upload.resourceGroup })
          return done
        },
      },
    },
  }
}

function usageTelling({ ledger }: Store, tell: TellChange, clock: Pick<Clock, 'now'>): Store['ledger']['apply'] {
  const groups = new Set<string>()
  let toldAt = 0
  return async (batch) => {
    const done = await ledger.apply(batch)
    if (done) for (const { resourceGroup } of [...batch.ended, ...batch.withdrawn]) groups.add(resourceGroup)
    const now = clock.now()
    if (groups.size === 0 || now - toldAt < usageEveryMs) return done
    toldAt = now
    for (const resourceGroup of groups) tell({ kind: 'usage', id: null, resourceGroup } satisfies Change)
    groups.clear()
    return done
  }
}
