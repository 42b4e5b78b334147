import { z } from 'zod'
import { RegisteredName, type RegisteredRef } from '../domain/registry.ts'
import type { PlaceContext } from './define.ts'
import { whole } from './predictor-launch.ts'

/** Several models in one instance, each called by its own name and loaded when it is called. */
export const severalParameters = {
  models: z
    .string()
    .transform(readList)
    .optional()
    .describe(
      'Several registered models in one instance, instead of "model": iris:2,wine (without a number: the latest version)',
    ),
  modelFolders: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether the files of "model" are a folder for each of several models, each called by its folder\'s name'),
  maxLoaded: whole(1, 10_000)
    .default(10)
    .describe('Of several models: how many are loaded at one time; the one that was used least recently makes room'),
}
export type SeveralParameters = z.infer<z.ZodObject<typeof severalParameters>>

export const severalIn = ({ models }: SeveralParameters): readonly RegisteredRef[] => models ?? []

/** Whether one instance has several models. */
export const isSeveral = ({ models, modelFolders }: SeveralParameters): boolean => models !== undefined || modelFolders === 'true'

/** Arguments of the host. */
export function severalArgs(parameters: SeveralParameters, { registeredSeveral = [] }: PlaceContext): readonly string[] {
  if (!isSeveral(parameters)) return []
  const folders = registeredSeveral.map(({ name, version, folder }) => `--model=${name}:${version}=${folder}`)
  const said = registeredSeveral.flatMap(({ name, schemaFile, exampleFile }) => [
    ...(schemaFile ? [`--model-schema=${name}=${schemaFile}`] : []),
    ...(exampleFile ? [`--model-example=${name}=${exampleFile}`] : []),
  ])
  return ['--max-loaded', String(parameters.maxLoaded), ...folders, ...said]
}

function readList(text: string, context: z.RefinementCtx): readonly RegisteredRef[] {
  const refs = text.split(',').map((each): RegisteredRef | string => {
    const [name = '', number = 'latest', ...more] = each.trim().split(':')
    const isNumber = /^[1-9]\d{0,8}$/.test(number)
    if (!RegisteredName.safeParse(name).success || more.length > 0 || (number !== 'latest' && !isNumber)) return each.trim()
    return { name, version: number === 'latest' ? 'latest' : Number(number), artifactVersion: null }
  })
  const wrong = refs.find((each) => typeof each === 'string')
  const names = refs.flatMap((each) => (typeof each === 'string' ? [] : [each.name]))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  const trouble =
    wrong !== undefined
      ? `"${wrong}" is no registered model; must be name or name:number, with commas between`
      : twice !== undefined
        ? `"${twice}" is named twice; an instance has one version of a model`
        : null
  if (trouble === null) return refs.filter((each) => typeof each !== 'string')
  context.addIssue({ code: 'custom', message: trouble })
  return z.NEVER
}
