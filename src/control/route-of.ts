import type { Plan, Wanted } from '../decide/plan.ts'
import type { WithTransformer } from '../decide/plan-components.ts'
import { waitsForRoom } from '../decide/wait-for-room.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { RoutedInferenceLog } from '../domain/inference-log.ts'
import type { Instance } from '../domain/instance.ts'
import type { Route, RouteTransformer, Target } from '../domain/route.ts'
import { followsLoad, policyOf, type ScaledComponent } from '../domain/scaling.ts'
import type { Executable } from '../executables/define.ts'
import type { Placed } from './deps.ts'

export type RouteFacts = {
  readonly deployment: Deployment
  readonly executable: Executable | undefined
  /** The wanted configuration, where it can be placed. */
  readonly placed: Placed | null
  /** The one that serves meanwhile. */
  readonly fallback: Placed | null
  readonly plan: WithTransformer<Plan>
  readonly wanted: Wanted
  readonly inferenceLog: RoutedInferenceLog | null
}

/** What the gateway gets to know about a deployment. */
export function routeOf({ deployment, executable, placed, fallback, plan, wanted, inferenceLog }: RouteFacts): Route {
  const targets = targetsOf(plan, placed, fallback)
  const state = targets.length > 0 ? 'running' : stateOf(plan, wanted)
  const facts = (placed ?? fallback)?.facts ?? null
  // What serves meanwhile may be another target of a deployment that had several.
  const answers = plan.phase === 'running' ? executable : (fallback?.executable ?? executable)
  return {
    deploymentId: deployment.id,
    name: deployment.name,
    resourceGroup: deployment.resourceGroup,
    executableId: answers?.id ?? '',
    ...(answers?.telemetryName === undefined ? {} : { provider: answers.telemetryName }),
    wire: (plan.phase === 'running' ? placed : fallback)?.wire ?? answers?.wire ?? '',
    modelName: placed?.model?.name ?? fallback?.model?.name ?? null,
    modelVersion: placed?.modelVersion ?? deployment.modelVersion,
    capabilities: placed?.capabilities ?? fallback?.capabilities ?? executable?.capabilities ?? [],
    createdAt: deployment.createdAt,
    state,
    message: state === 'running' ? '' : why(state, plan, deployment),
    deprecatedAt: placed?.deprecatedAt ?? null,
    retiresAt: placed?.retiresAt ?? null,
    prices: facts?.prices ?? [],
    contextLength: facts?.contextLength ?? null,
    maxOutputTokens: facts?.maxOutputTokens ?? null,
    targets,
    ...rulesOf(placed ?? fallback),
    ...(deployment.onHangup === 'drain' ? { onHangup: 'drain' as const } : {}),
    ...(followsLoad(deployment.scaling) ? { scaled: true as const } : {}),
    ...queueOf(deployment, 'predictor'),
    ...(plan.transformer
      ? { transformer: { ...transformerOf(plan.transformer, wanted), ...queueOf(deployment, 'transformer') } }
      : {}),
    ...(inferenceLog ? { inferenceLog } : {}),
  }
}

/** The plan hopes for room: what came of that is known from the turn before. */
const why = (state: Route['state'], plan: Plan, { statusMessage }: Deployment): string =>
  state === 'starting' && waitsForRoom(statusMessage) ? statusMessage : plan.message

/** Of its model, as far as its executable knows them. */
export function rulesOf(placed: Placed | null): Pick<Route, 'parameterRules'> {
  const rules = placed?.model ? placed.executable.rulesOf?.(placed.model.name) : null
  return rules ? { parameterRules: rules } : {}
}

function queueOf({ scaling }: Deployment, component: ScaledComponent): Pick<Route, 'queueDepth'> {
  const { queueDepth } = policyOf(scaling, component)
  return queueDepth === undefined ? {} : { queueDepth }
}

function transformerOf(plan: Plan, wanted: Wanted): RouteTransformer {
  const targets = plan.serving.map(instanceTarget)
  const state = targets.length > 0 ? 'running' : stateOf(plan, wanted)
  return { state, message: state === 'running' ? '' : `transformer: ${plan.message}`, targets }
}

function targetsOf(plan: Plan, placed: Placed | null, fallback: Placed | null): Target[] {
  if (plan.serving.length > 0) return plan.serving.map(instanceTarget)
  const remote = plan.phase === 'running' ? placed : fallback
  return remote ? remoteTarget(remote) : []
}

export const instanceTarget = (instance: Instance): Target => ({
  id: instance.id,
  address: instance.address,
  paths: [
    // A caller may write the server's own prefix or leave it out: `…/v1/chat/completions` and `…/chat/completions` are one.
    ...(instance.basePath === '' ? [] : [{ below: `${instance.basePath}/**`, path: `${instance.basePath}/{rest}` }]),
    { below: '/**', path: `${instance.basePath}/{rest}` },
  ],
  query: {},
  headers: {},
  model: instance.model,
  concurrency: instance.concurrency,
  publicOnly: false,
})

export function remoteTarget({ placement, revision, publicOnly }: Placed): Target[] {
  if (placement.kind !== 'remote') return []
  const { kind: _, origin, ...rest } = placement
  return [{ id: `remote:${revision}`, address: origin, ...rest, concurrency: null, publicOnly }]
}

export function stateOf(plan: Plan, wanted: Wanted): Route['state'] {
  if (wanted.kind === 'retired' && plan.phase === 'dead') return 'retired'
  switch (plan.phase) {
    case 'running':
    case 'pending':
      return 'starting'
    case 'dead':
      return 'dead'
    case 'stopping':
    case 'stopped':
      return 'stopped'
  }
}
