import { Failure } from '../../domain/failure.ts'
import { keyVariables, PlatformAccess, platformRole, platformScopes } from '../../domain/platform-access.ts'
import type { WantedSecret } from '../../domain/secret.ts'
import type { Caller } from './caller.ts'
import { mustCover } from './grants.ts'
import type { Parameters } from './parameters.ts'

/**
 * For a configuration whose instances get a key: it is one for their whole group, which who is limited to less may not have made, and
 * its variables are not a user's to set.
 */
export function mustGiveNoMore({ principal, resourceGroup }: Caller, parameters: Parameters): void {
  const access = PlatformAccess.safeParse(parameters['platformAccess']).data
  if (!access) return
  const { scopes } = principal
  const missing = scopes ? platformScopes[access].filter((each) => !scopes.includes(each)) : []
  if (missing.length > 0)
    refuse('forbidden', 'platformAccess', `${access} takes the scopes ${missing.join(', ')}, which your own key lacks`)
  mustCover(principal, { role: platformRole, resourceGroups: [resourceGroup], deployments: '*' })
  for (const [parameter, namesIn] of variables) {
    const taken = keyVariables.find((each) => namesIn(parameters[parameter]).includes(each))
    if (taken !== undefined)
      refuse('invalid', parameter, `${taken} is set by platformAccess; choose another name, or platformAccess none`)
  }
}

const plain = (given: unknown): readonly string[] => Object.keys((given as object | undefined) ?? {})
const ofSecrets = (given: unknown): readonly string[] =>
  ((given as readonly WantedSecret[] | undefined) ?? []).flatMap(({ name, key }) => (key === null ? [] : [name]))
const variables = [
  ['environmentVariables', plain],
  ['transformerEnvironmentVariables', plain],
  ['secretVariables', ofSecrets],
  ['transformerSecretVariables', ofSecrets],
] as const

function refuse(code: 'invalid' | 'forbidden', parameter: string, trouble: string): never {
  const target = `parameterBindings.${parameter}`
  throw new Failure(code, `${target}: ${trouble}`, { target })
}
