import { z } from 'zod'
import type { ScopeRequest } from '../../../control/platform/limits-scope.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import type { LimitScope } from '../../../domain/limits.ts'

const text = z.string().min(1).max(256)

/** What a limit counts: calls that match all that is said. */
export const ScopeBody = z
  .strictObject({
    resourceGroup: ResourceGroupId.nullish(),
    executable: text.nullish().describe('Executable id: a provider or runtime'),
    deployment: DeploymentId.nullish(),
    model: text.nullish().describe('Model name; all versions count together'),
    apiKey: text.nullish().describe('Id of an API key, or of an OAuth client'),
  })
  .meta({ id: 'LimitScopeRequest' })

export const ScopeShape = z
  .object({
    resourceGroup: z.string().nullable(),
    executable: z.string().nullable(),
    deployment: z.string().nullable(),
    model: z.string().nullable(),
    apiKey: z.string().nullable(),
  })
  .meta({ id: 'LimitScope', description: 'null: any' })

export const askedScope = ({
  resourceGroup,
  executable,
  deployment,
  model,
  apiKey,
}: z.infer<typeof ScopeBody>): ScopeRequest => ({
  resourceGroup,
  executableId: executable,
  deploymentId: deployment,
  model,
  apiKey,
})

export const renderScope = (scope: LimitScope): z.infer<typeof ScopeShape> => ({
  resourceGroup: scope.resourceGroup,
  executable: scope.executableId,
  deployment: scope.deploymentId,
  model: scope.model,
  apiKey: scope.apiKey,
})
