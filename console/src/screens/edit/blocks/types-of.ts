import { type Draft, parameterOf } from '../draft.ts'
import type { Facts, Offer } from '../facts.ts'

export type OfferedType = Offer['deploymentTypes'][number]
export type DeploymentType = OfferedType['deploymentType']

/** The types that the model can be had as. Of what no list knows: those that there are for its kind, and the server says which it takes. */
export function typesOf(draft: Draft, { offers, executables }: Facts): readonly OfferedType[] {
  const executableId = draft.document.configuration?.executableId
  const connection = parameterOf(draft, 'connection')
  const model = parameterOf(draft, 'model') ?? parameterOf(draft, 'modelName')
  const fitting = offers.filter((each) => each.executableId === executableId && each.model === model)
  const offer = fitting.find((each) => each.connection === (connection ?? executableId)) ?? fitting[0]
  if (offer) return offer.deploymentTypes
  const isLocal = executables.find(({ id }) => id === executableId)?.local ?? false
  const types: readonly DeploymentType[] = isLocal ? ['managed-compute'] : ['serverless', 'standard', 'batch', 'developer']
  return types.map((deploymentType) => ({ deploymentType, capacity: null, perUnit: null }))
}
