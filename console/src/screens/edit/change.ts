import { type Difference, differences } from '../../../../src/client/differences.ts'
import { configurationBody, type DeploymentManifest, isSameConfiguration, termFields } from '../../../../src/client/manifest.ts'
import { api } from '../../api/client.ts'
import { settledPolicy } from '../../parts/scaling/policy.ts'
import type { Draft } from './draft.ts'

/** `roll`: new instances beside the old ones, which serve until these are ready. `now`: nothing restarts. */
export type Effect = 'none' | 'now' | 'roll'

export type Change = { readonly effect: Effect; readonly differences: readonly Difference[]; readonly wanted: DeploymentManifest }

const whole = [
  'configuration.parameterBindings',
  'configuration.inputArtifactBindings',
  'scaling.predictor',
  'scaling.transformer',
]
const cleared: Readonly<Partial<Record<keyof DeploymentManifest, unknown>>> = {
  capacity: null,
  upgradePolicy: null,
  spilloverDeployment: null,
  parameterRules: null,
  serviceTier: 'default',
  onHangup: 'abort',
  paused: false,
  targetStatus: 'RUNNING',
}

/** What a draft changes of a deployment that is there. What it does not say any more goes back to what is usual. */
export function changeOf(before: DeploymentManifest, { document, batcher, log }: Draft): Change {
  const gone = Object.entries(cleared).filter(
    ([field]) => fieldOf(before, field) !== undefined && fieldOf(document, field) === undefined,
  )
  const scaling = scalingOf(before, document)
  const wanted = { ...document, ...Object.fromEntries(gone), ...(scaling ? { scaling } : {}) } as DeploymentManifest
  const found = differences(before, wanted, whole).filter(({ field }) => field !== 'kind')
  const roll = found.some(({ field }) => field.startsWith('configuration') || field.startsWith('targets'))
  const some = found.length > 0 || batcher !== undefined || log !== undefined
  return { effect: roll ? 'roll' : some ? 'now' : 'none', differences: found, wanted }
}

/** The server keeps what is left out of a policy: what it does not say any more is said to be as usual. */
function scalingOf(before: DeploymentManifest, { scaling }: DeploymentManifest): DeploymentManifest['scaling'] {
  const component = (name: 'predictor' | 'transformer') => {
    const [was, is] = [before.scaling?.[name], scaling?.[name]]
    if (!was) return is ? { [name]: is } : {}
    return { [name]: is ? { ...is, ...usualOf(was, is) } : null }
  }
  return before.scaling || scaling ? { ...component('predictor'), ...component('transformer') } : undefined
}

const usualOf = (was: object, is: object): object =>
  Object.fromEntries(
    Object.entries(settledPolicy({})).filter(([field]) => field in was && (is as Record<string, unknown>)[field] === undefined),
  )

const changeable = new Set<string>([
  ...termFields,
  'configuration',
  'onHangup',
  'scaling',
  'targetStrategy',
  'paused',
  'targetStatus',
])

/** A field that is changed, and cannot be changed here. */
export const fixedField = ({ differences: found }: Change): string | undefined =>
  found.map(({ field }) => field.split('.')[0] ?? field).find((field) => !changeable.has(field))

const fieldOf = (document: DeploymentManifest, field: string): unknown =>
  (document as unknown as Readonly<Record<string, unknown>>)[field]

/** Carries it out, in the steps that the API takes. Rejects with the words of the step that was refused; what was done before it stays. */
export async function carryOut(
  id: string,
  { wanted, differences: found }: Change,
  { rollout }: Draft,
  note: string,
): Promise<void> {
  const isChanged = (field: string): boolean => found.some((each) => each.field === field || each.field.startsWith(`${field}.`))
  const patch = (body: object): Promise<unknown> =>
    api.PATCH('/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId: id } }, body })
  const picked = (fields: readonly (keyof DeploymentManifest)[]): Record<string, unknown> =>
    Object.fromEntries(fields.filter(isChanged).map((field) => [field, wanted[field] ?? null]))
  const terms = picked(termFields)
  const beside = picked(['onHangup', 'scaling', 'targetStrategy'])
  if (Object.keys(terms).length > 0) await patch(terms)
  if (Object.keys(beside).length > 0) await patch(beside)
  if (isChanged('configuration') && wanted.configuration)
    await patch({
      configurationId: await configurationFor(wanted),
      ...(rollout.kind === 'canary' ? { rollout: { strategy: 'canary', percent: rollout.percent } } : {}),
      ...(note === '' ? {} : { note }),
    })
  if (isChanged('paused')) {
    const params = { path: { deploymentId: id } }
    await (wanted.paused
      ? api.POST('/v2/lm/deployments/{deploymentId}/pause', { params })
      : api.POST('/v2/lm/deployments/{deploymentId}/resume', { params }))
  }
  if (isChanged('targetStatus')) await patch({ targetStatus: wanted.targetStatus })
}

/** One that is the same already, or a new one: configurations never change. */
async function configurationFor({ name, configuration }: DeploymentManifest): Promise<string> {
  if (!configuration) throw new Error('the draft has no configuration')
  const { executableId } = configuration
  const { data } = await api.GET('/v2/lm/configurations', { params: { query: { executableIds: executableId } } } as never)
  const { resources } = data as unknown as { readonly resources: readonly Parameters<typeof isSameConfiguration>[0][] }
  const same = resources.find((each) => isSameConfiguration(each, configuration, name))
  if (same) return same.id
  const made = await api.POST('/v2/lm/configurations', { body: configurationBody(configuration, name) })
  return (made.data as { readonly id: string }).id
}
