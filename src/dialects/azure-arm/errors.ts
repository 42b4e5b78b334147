import { Failure, type FailureCode } from '../../domain/failure.ts'

/** Azure Resource Manager's codes for refusals that name none. */
const codes = {
  invalid: 'InvalidRequestContent',
  unauthenticated: 'AuthenticationFailed',
  forbidden: 'AuthorizationFailed',
  not_found: 'ResourceNotFound',
  conflict: 'Conflict',
  gone: 'ServiceModelDeprecated',
  precondition: 'RequestConflict',
  too_large: 'RequestEntityTooLarge',
  unsupported: 'UnsupportedMediaType',
  locked: 'Locked',
  limited: 'TooManyRequests',
  upstream_failed: 'BadGateway',
  unavailable: 'ServiceUnavailable',
  timeout: 'GatewayTimeout',
} as const satisfies Record<FailureCode, string>

export type ArmError = { readonly error: { readonly code: string; readonly message: string; readonly target?: string } }

export const armError = ({ code, message, details }: Failure): ArmError => ({
  error: {
    code: details.code ?? codes[code],
    message,
    ...(details.target === undefined ? {} : { target: details.target }),
  },
})

/** Fields as the platform names them, in the words of a deployment's resource. */
const fields: Readonly<Record<string, string>> = {
  capacity: 'sku.capacity',
  deploymentType: 'sku.name',
  residency: 'sku.name',
  name: 'deploymentName',
  model: 'properties.model.name',
  executableId: 'properties.model.source',
  spilloverDeployment: 'properties.spilloverDeploymentName',
  serviceTier: 'properties.serviceTier',
  'parameterBindings.model': 'properties.model.name',
  'parameterBindings.modelName': 'properties.model.name',
  'parameterBindings.modelVersion': 'properties.model.version',
  'parameterBindings.connection': 'properties.model.source',
}

/**
 * Runs a verb; what it refuses is told with the code, the status and the field's name that clients of Azure know. Where another writer
 * was first, what is asked for still holds: it is asked again, of what there is then.
 */
export async function inArmWords<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask()
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      if (cause.code !== 'precondition' || attempt === mostAttempts) throw translated(cause)
    }
  }
}
const mostAttempts = 5

function translated(failure: Failure): Failure {
  const { code, message, details, cause } = failure
  if (details.code === 'InsufficientQuota') return insufficient(failure)
  // Where a model was retired is told as a refusal of what was asked, with this behind it.
  if (code === 'gone' || (cause instanceof Failure && cause.code === 'gone'))
    return new Failure('invalid', message, { code: 'ServiceModelDeprecated', target: 'properties.model' }, { cause: failure })
  // Somebody else was first, or it is on its way out: asking again later is what helps.
  if (code === 'precondition') return new Failure('conflict', message, { code: 'RequestConflict' }, { cause: failure })
  if (code !== 'invalid' || details.target === undefined) return failure
  const target = fields[details.target]
  if (target === undefined) return failure
  const isModel = target.startsWith('properties.model')
  return new Failure(
    'invalid',
    message.replace(details.target, target),
    { target, code: isModel ? 'DeploymentModelNotSupported' : 'InvalidResourceProperties' },
    { cause: failure },
  )
}

/** Azure answers 400 here, with these numbers in these words: programs read them. */
function insufficient(failure: Failure): Failure {
  const { wanted, remaining, used, limit } = failure.details.data ?? {}
  const message = `This operation require ${wanted} new capacity, which is bigger than the current available capacity ${remaining}. The current quota usage is ${used} and the quota limit is ${limit}. ${failure.message}`
  return new Failure('invalid', message, { code: 'InsufficientQuota', target: 'sku.capacity' }, { cause: failure })
}
