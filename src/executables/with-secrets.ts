import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { LaunchPlacement } from '../domain/placement.ts'
import type { SecretVariable, WantedSecret } from '../domain/secret.ts'
import type { Executable } from './define.ts'

/** The same executable with environment variables that come of the resource group's secrets: a configuration names them, and holds none. */
export const withSecrets = (executable: Executable): Executable => {
  const { transformer } = executable
  return {
    ...executable,
    parameters: executable.parameters.extend({
      secretVariables: variables('an instance'),
      ...(transformer ? { transformerSecretVariables: variables('an instance of the transformer') } : {}),
    }),
    secrets: (all) => ({ predictor: wantedIn(all, own), transformer: wantedIn(all, theirs) }),
    place(all, context) {
      mustBeApart(all, own)
      const placement = executable.place(all, context)
      return placement.kind === 'launch' ? given(placement, context.secretVariables?.predictor) : placement
    },
    ...(transformer && {
      transformer: {
        ...transformer,
        place(all, context) {
          mustBeApart(all, theirs)
          const placement = transformer.place(all, context)
          return placement && given(placement, context.secretVariables?.transformer)
        },
      },
    }),
  }
}

type Values = Readonly<Record<string, unknown>>

/** The parameter of secrets, and the one of plain values beside it. */
const own = ['secretVariables', 'environmentVariables'] as const
const theirs = ['transformerSecretVariables', 'transformerEnvironmentVariables'] as const

const wantedIn = (all: Values, [name]: typeof own | typeof theirs): readonly WantedSecret[] =>
  (all[name] as readonly WantedSecret[] | undefined) ?? []

const given = (placement: LaunchPlacement, secretVariables: readonly SecretVariable[] = []): LaunchPlacement =>
  secretVariables.length === 0 ? placement : { ...placement, secretVariables }

function mustBeApart(all: Values, names: typeof own | typeof theirs): void {
  const plain = (all[names[1]] as Values | undefined) ?? {}
  const twice = wantedIn(all, names).find(({ name, key }) => key !== null && Object.hasOwn(plain, name))
  if (!twice) return
  const target = `parameterBindings.${names[0]}`
  throw new Failure('invalid', `${target}: ${twice.name} is in ${names[1]} too; say it once`, { target })
}

const variables = (whose: string) =>
  z
    .string()
    .transform(readVariables)
    .optional()
    .describe(
      `JSON object of environment variables of ${whose} that come of the resource group's secrets: {"API_TOKEN":"hub/token"} is key token of secret hub, {"HUB_*":"hub"} all of its keys with HUB_ before them; "?" at the end: may be missing`,
    )

const Source = /^([a-z0-9.-]{1,252})(?:\/([\w.-]{1,253}))?(\?)?$/

function readVariables(text: string, context: z.RefinementCtx): readonly WantedSecret[] {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const example = '{"API_TOKEN":"hub/token"}'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse(`must be a JSON object of texts: ${example}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`must be a JSON object of texts: ${example}`)
  const wanted: WantedSecret[] = []
  for (const [name, source] of Object.entries(value)) {
    const isAll = name.endsWith('*')
    if (!(isAll ? /^(?:[A-Za-z_]\w*)?\*$/ : /^[A-Za-z_]\w*$/).test(name))
      return refuse(`"${name}" is no name of an environment variable, nor the beginning of one with "*" at its end`)
    for (const each of isAll && Array.isArray(source) ? source : [source]) {
      const [, secret = '', key = null, optional] = (typeof each === 'string' && Source.exec(each)) || []
      if (secret === '' || isAll !== (key === null))
        return refuse(`${name} must be ${isAll ? 'the name of a secret: "hub"' : 'a secret and one of its keys: "hub/token"'}`)
      wanted.push({ name: isAll ? name.slice(0, -1) : name, secret, key, optional: optional !== undefined })
    }
  }
  return wanted
}
