import type { z } from 'zod'
import type { Configuration } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import { parseAs } from '../../domain/issues.ts'
import type { Executable } from '../../executables/define.ts'
import { short } from './listing.ts'

export type Parameters = z.infer<Executable['parameters']>

/** Bindings as the executable's own parameters. Throws `Failure('invalid')` naming the parameter, its trouble and what is allowed. */
export const readParameters = (executable: Executable, bindings: Configuration['parameterBindings']): Parameters => {
  const given = new Map<string, string>()
  for (const { key, value } of bindings) {
    if (given.has(key)) {
      throw new Failure('invalid', `parameterBindings: key "${short(key)}" is given twice; each parameter may be given once`, {
        target: `parameterBindings.${short(key)}`,
      })
    }
    given.set(key, value)
  }
  return parseAs(executable.parameters, Object.fromEntries(given), { at: 'parameterBindings.' })
}

/** The model that a stored configuration speaks of, as configured; null where it has none or its executable is gone. */
export const modelOf = (
  executable: Executable | undefined,
  configuration: Pick<Configuration, 'parameterBindings'>,
): { readonly name: string; readonly version: string } | null => {
  const bindings = Object.fromEntries(configuration.parameterBindings.map(({ key, value }) => [key, value]))
  const parsed = executable?.parameters.safeParse(bindings)
  return executable && parsed?.success ? executable.modelOf(parsed.data) : null
}
