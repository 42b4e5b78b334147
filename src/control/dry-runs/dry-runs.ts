import { makeApiKeyText } from '../../access/api-key-text.ts'
import { apiKeyEntryId } from '../../access/api-keys.ts'
import { digestOf } from '../../access/digest.ts'
import type { Random } from '../../access/random-text.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { type DryRun, type DryRunCall, type DryRunSide, dryRunHeader } from '../../domain/dry-run.ts'
import { Failure } from '../../domain/failure.ts'
import type { RecordSummary } from '../../domain/inference-record.ts'
import { underWay } from '../../domain/rollout.ts'
import type { Store } from '../../store/store.ts'
import type { Publisher } from '../publish.ts'
import { serially } from '../serially.ts'
import type { CallGateway } from './call-gateway.ts'
import { findCharges } from './find-charges.ts'
import { type KeptRequest, keptRequest } from './read-record.ts'

export type DryRunsDeps = {
  readonly store: Pick<Store, 'dryRuns' | 'deployments' | 'inferenceRecords' | 'ledger'>
  readonly clock: Clock
  readonly random: Random
  readonly publisher: Pick<Publisher, 'credential' | 'removeCredential' | 'takenIn'>
  readonly call: CallGateway
  /** Brings the ledger up to date. */
  readonly ingest: { run(): Promise<void> }
  /** Ends the rollout that a dry run is. */
  readonly takeBack: (deployment: Deployment, run: DryRun, note: string) => Promise<unknown>
  readonly log: { error(fields: object, event: string): void }
}

export type DryRuns = AsyncDisposable & {
  /** Goes on with what is not finished: one that began, or all that a restart left. */
  start(): void
}

const mostWaitMs = 15 * 60_000
const lookMs = 250
const mostCallMs = 300_000
const mostTries = 5

/**
 * Makes calls again that were kept, one after the other, by way of the gateway: they are admitted, charged and written down as any
 * call of the deployment. What was done so far survives a restart; the call under way then is made once more.
 */
export function makeDryRuns(deps: DryRunsDeps): DryRuns {
  const { store, clock, publisher, log } = deps
  const ended = new AbortController()
  const sleep = (ms: number): Promise<void> => clock.sleep(ms, ended.signal)

  /** Until the new configuration can answer, and gateways know. */
  const untilReady = async (run: DryRun): Promise<Deployment> => {
    for (const since = clock.now(); ; await sleep(lookMs)) {
      const deployment = await mustGoOn(run)
      const seen = deployment.targetsSeen?.find(({ configurationId }) => configurationId === run.configurationId)
      const isSeen = deployment.observedGeneration === deployment.generation
      if (isSeen && seen?.status === 'RUNNING') break
      if (isSeen && seen?.status === 'DEAD') throw new Failure('upstream_failed', seen.message)
      if (clock.now() - since > mostWaitMs) throw new Failure('timeout', `the new version is not ready: ${seen?.message ?? ''}`)
    }
    const taken = publisher.takenIn()
    while (!taken()) await sleep(lookMs)
    return mustGoOn(run)
  }

  const mustGoOn = async (run: DryRun): Promise<Deployment> => {
    const deployment = await store.deployments.byId(run.deploymentId)
    const rollout = deployment && underWay(deployment)
    if (deployment && rollout?.configurationId === run.configurationId && rollout.version === run.version) return deployment
    const why = deployment?.rollout?.version === run.version ? deployment.rollout?.ended?.why : undefined
    throw new Failure('precondition', why ?? 'the deployment was changed meanwhile')
  }

  const callOnce = async (run: DryRun, { resourceGroup, id }: Deployment, asked: KeptRequest, key: string) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'ai-resource-group': resourceGroup,
      'content-type': asked.contentType,
      [dryRunHeader]: run.key,
    }
    const path = `/v2/inference/deployments/${id}${asked.path}`
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(mostCallMs)])
    for (let tries = 1; ; tries += 1) {
      const began = clock.now()
      const answer = await deps.call({ path, headers, body: asked.body, signal })
      const ms = clock.now() - began
      const { retryAfterMs } = answer
      // Calls of others go first.
      if (answer.status !== 429 || tries === mostTries || retryAfterMs === null || retryAfterMs > 60_000) return { ...answer, ms }
      await sleep(retryAfterMs)
    }
  }

  const again = async (run: DryRun, deployment: Deployment, id: string, key: string): Promise<DryRunCall | null> => {
    const filter = { id, deployments: '*' } as const
    const [record] = (await store.inferenceRecords.list(deployment.resourceGroup, filter, { top: 1, skip: 0 })).items
    const asked = record && keptRequest(record, await store.inferenceRecords.bodies(id))
    if (!record || !asked) return null
    const { status, requestId, ms } = await callOnce(run, deployment, asked, key)
    const after = { ...unknown, status, ms }
    return { inferenceId: id, path: asked.path, requestId, before: sideOf(record), after }
  }

  const carryOut = async (given: DryRun, key: string): Promise<DryRun> => {
    let run = given
    const left = run.inferenceIds.slice(run.calls.length + run.skipped)
    // Where none is left, all that was missing is the end.
    const deployment = left.length > 0 ? await untilReady(run) : null
    for (const id of deployment ? left : []) {
      const call = await again(run, await mustGoOn(run), id, key)
      run = call ? { ...run, calls: [...run.calls, call] } : { ...run, skipped: run.skipped + 1 }
      await store.dryRuns.update(run)
    }
    await deps.ingest.run()
    return { ...run, state: 'completed', calls: await findCharges(store, run, clock.now()) }
  }

  const failed = async (run: DryRun, error: unknown): Promise<DryRun> => {
    if (ended.signal.aborted) throw error
    if (!(error instanceof Failure)) log.error({ err: error, deploymentId: run.deploymentId }, 'a dry run failed')
    const last = (await store.dryRuns.get(run.deploymentId, run.number)) ?? run
    const message = error instanceof Error ? error.message : String(error)
    return { ...last, state: 'failed', message: message.slice(0, 500) }
  }

  const finish = async (run: DryRun): Promise<void> => {
    const { publicId, key } = keyOf(run, deps.random)
    const { resourceGroup = '' } = (await store.deployments.byId(run.deploymentId)) ?? {}
    publisher.credential({
      id: apiKeyEntryId(publicId),
      hash: digestOf(key),
      principal: {
        ...{ kind: 'apiKey', id: publicId, name: `dry run ${run.number}`, role: 'consumer' },
        ...{ resourceGroups: [resourceGroup], deployments: [run.deploymentId], expiresAt: null },
      },
    })
    const done = await carryOut(run, key)
      .catch((error: unknown) => failed(run, error))
      .finally(() => publisher.removeCredential(apiKeyEntryId(publicId)))
    const deployment = await mustGoOn(run).catch(() => null) // it was ended by somebody else, or by itself
    if (deployment) await deps.takeBack(deployment, run, `dry run ${run.number} is over`)
    // Last: who reads that it has ended finds the deployment as it was.
    await store.dryRuns.update({ ...done, endedAt: clock.now() })
  }

  const turns = serially(
    async (name) => {
      const runs = await store.dryRuns.unfinished()
      const run = runs.find((each) => nameOf(each) === name)
      if (run) await finish(run)
    },
    (_, error) => {
      if (!ended.signal.aborted) log.error({ err: error }, 'a dry run could not be carried out; it goes on at the next start')
    },
  )

  return {
    start() {
      void store.dryRuns.unfinished().then(
        (runs) => {
          for (const run of runs) void turns.kick(nameOf(run))
        },
        (error) => log.error({ err: error }, 'dry runs could not be read'),
      )
    },
    async [Symbol.asyncDispose]() {
      ended.abort(new Error('control stops'))
      await turns.idle()
    },
  }
}

const nameOf = ({ deploymentId, number }: DryRun): string => `${deploymentId} ${number}`

/** The secret is made anew by each process, and written down nowhere. */
function keyOf({ credentialId }: DryRun, random: Random): { readonly publicId: string; readonly key: string } {
  const { publicId, key } = makeApiKeyText(random)
  return { publicId: credentialId, key: key.replace(publicId, credentialId) }
}

const unknown = { inputTokens: null, outputTokens: null, cost: null, currency: null } as const

const sideOf = ({ facts }: RecordSummary): DryRunSide => ({
  ...unknown,
  status: facts.responseHttpCode,
  ms: Math.round(facts.latency),
  inputTokens: facts.inputTokens,
  outputTokens: facts.outputTokens,
})
