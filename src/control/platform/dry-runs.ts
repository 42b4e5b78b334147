import { lowercase, type Random, randomText } from '../../access/random-text.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { type DryRun, dryRunHeader } from '../../domain/dry-run.ts'
import { Failure } from '../../domain/failure.ts'
import type { ControlDeps } from '../deps.ts'
import type { DryRuns } from '../dry-runs/dry-runs.ts'
import { dryRunCredential, keptRequest } from '../dry-runs/read-record.ts'
import { withVersion } from '../upgrades.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import { createConfiguration, type DraftDeps, mustFindConfiguration } from './configurations.ts'
import { modelOf } from './parameters.ts'
import { changeRollout } from './rollouts.ts'

export type DryRunDeps = {
  readonly random: Random
  readonly dryRuns: Pick<DryRuns, 'start'>
  /** Brings in what gateways have left. */
  readonly records: { run(): Promise<void> }
}
type Deps = Parameters<typeof changeRollout>[0] & DraftDeps & Pick<ControlDeps, 'store'> & DryRunDeps

/** One of the two is given. */
export type DryRunAsked = {
  readonly modelVersion: string | null
  readonly configurationId: string | null
  readonly calls: number
}

export const mostDryCalls = 200
/** Records that are looked through for as many calls. */
const mostLookedAt = 2_000
const page = 200

/**
 * Makes the last calls again that were kept, to another model version or configuration, which comes up beside the one in use and
 * takes no other call. Nothing else changes; what comes of it is there to read.
 */
export const startDryRun =
  (deps: Deps) =>
  async (caller: Caller, id: string, asked: DryRunAsked): Promise<DryRun> => {
    const deployment = await findDeployment(deps, caller, id)
    if (deployment.terms?.paused)
      throw new Failure('precondition', `deployment ${id} is paused: resume it, so that its calls are answered`, {
        target: 'deploymentId',
      })
    const { inferenceIds, skipped } = await keptCalls(deps, deployment, asked.calls)
    if (inferenceIds.length === 0)
      throw new Failure(
        'precondition',
        `no call of deployment ${id} was kept that could be made again${skipped === 0 ? '' : ` (of ${skipped} nothing was kept but facts, or only a part)`}: set an inference log with mode all and the sink store, and wait for calls`,
        { target: 'deploymentId' },
      )
    const next = await nextConfiguration(deps, caller, deployment, asked)
    const number = ((await deps.store.dryRuns.list(id))[0]?.number ?? 0) + 1
    const key = randomText(deps.random, lowercase, 32)
    const changed = await changeRollout(deps)(caller, id, {
      configurationId: next.id,
      rollout: {
        ...{ strategy: 'canary', percent: 0, header: { name: dryRunHeader, value: key } },
        // It is the run that finds out how it does.
        failOn: { minCalls: 1_000_000 },
      },
      note: `dry run ${number}`,
    })
    const run: DryRun = {
      deploymentId: id,
      number,
      state: 'running',
      message: '',
      configurationId: next.id,
      modelVersion: modelOf(deps.executables.find(next.executableId, next.id), next)?.version ?? null,
      version: changed.rollout?.version ?? null,
      credentialId: dryRunCredential + randomText(deps.random, lowercase, 12 - dryRunCredential.length),
      key,
      inferenceIds,
      skipped: 0,
      calls: [],
      createdBy: caller.principal.id,
      createdAt: deps.clock.now(),
      endedAt: null,
    }
    await deps.store.dryRuns.insert(run)
    deps.audit('dry run started', { deploymentId: id, number, configurationId: next.id, by: caller.principal.id })
    deps.dryRuns.start()
    return run
  }

export const listDryRuns =
  (deps: Pick<Deps, 'store'>) =>
  async (caller: Caller, id: string): Promise<readonly DryRun[]> => {
    await findDeployment(deps, caller, id)
    return deps.store.dryRuns.list(id)
  }

export const getDryRun =
  (deps: Pick<Deps, 'store'>) =>
  async (caller: Caller, id: string, number: number): Promise<DryRun> => {
    await findDeployment(deps, caller, id)
    const run = await deps.store.dryRuns.get(id, number)
    if (run) return run
    throw new Failure('not_found', `deployment ${id} has no dry run ${number}`, { target: 'number' })
  }

async function nextConfiguration(
  deps: Deps,
  caller: Caller,
  { configurationId: own }: Deployment,
  { modelVersion, configurationId }: DryRunAsked,
): Promise<Configuration> {
  if ((modelVersion === null) === (configurationId === null))
    throw new Failure('invalid', 'send either modelVersion or configurationId: what is to be tried', { target: 'modelVersion' })
  if (configurationId !== null) return mustFindConfiguration(deps, caller.resourceGroup, configurationId)
  const present = await mustFindConfiguration(deps, caller.resourceGroup, own)
  const { name, scenarioId, executableId, parameterBindings, inputArtifactBindings } = withVersion(
    present,
    modelVersion ?? '',
    '',
    0,
  )
  if (modelOf(deps.executables.find(executableId, present.id), present) === null)
    throw new Failure('invalid', 'modelVersion: this deployment has no model with versions; send a configurationId', {
      target: 'modelVersion',
    })
  const draft = { name, scenarioId, executableId, parameterBindings, inputArtifactBindings }
  return createConfiguration(deps)(caller, draft)
}

/** The newest first. */
async function keptCalls({ store, records }: Deps, { id, resourceGroup }: Deployment, wanted: number) {
  await records.run()
  const inferenceIds: string[] = []
  let skipped = 0
  for (let skip = 0; skip < mostLookedAt; skip += page) {
    const filter = { deploymentId: id, deployments: '*' } as const
    const { items } = await store.inferenceRecords.list(resourceGroup, filter, { top: page, skip })
    for (const item of items) {
      if (inferenceIds.length === wanted) return { inferenceIds, skipped }
      if (keptRequest(item, await store.inferenceRecords.bodies(item.id))) inferenceIds.push(item.id)
      else skipped += 1
    }
    if (items.length < page) break
  }
  return { inferenceIds, skipped }
}
