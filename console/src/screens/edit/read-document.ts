import { type DeploymentManifest, deploymentFields } from '../../../../src/client/manifest.ts'
import type { YamlTrouble } from './draft.ts'

export type DocumentWords = {
  readonly noMap: string
  readonly kind: string
  readonly unknown: (field: string, known: string) => string
  readonly missing: (field: string) => string
  readonly map: (field: string) => string
  readonly text: (field: string) => string
  readonly name: (name: string) => string
  readonly group: (group: string) => string
}

type Map = Readonly<Record<string, unknown>>

/**
 * A document as it is being written. Looks at its shape alone, as far as the form relies on it; what values mean is for the server to say.
 * `fixedName`: of a deployment that is there. `group`: the one that is chosen above. The document is null where there are troubles.
 */
export async function readDocument(
  text: string,
  words: DocumentWords,
  fixedName: string | null,
  group: string,
): Promise<{ readonly document: DeploymentManifest | null; readonly troubles: readonly YamlTrouble[] }> {
  const { parseDocument, LineCounter } = await import('yaml')
  const lines = new LineCounter()
  const parsed = parseDocument(text, { lineCounter: lines })
  const lineAt = (field: string): number => {
    const at = text.split('\n').findIndex((line) => line.trimStart().startsWith(`${field.split('.').at(-1)}:`))
    return Math.max(0, at) + 1
  }
  if (parsed.errors.length > 0) {
    const troubles = parsed.errors.map(({ message, pos }) => ({
      line: lines.linePos(pos[0]).line,
      message: message.split('\n')[0] ?? message,
    }))
    return { document: null, troubles }
  }
  const value: unknown = parsed.toJS()
  if (!isMap(value)) return { document: null, troubles: [{ line: 1, message: words.noMap }] }
  const messages = [...troublesIn(value, words, fixedName, group)]
  if (messages.length > 0)
    return { document: null, troubles: messages.map(([field, message]) => ({ line: lineAt(field), message })) }
  return { document: tidy(value), troubles: [] }
}

function* troublesIn(
  value: Map,
  words: DocumentWords,
  fixedName: string | null,
  group: string,
): Generator<readonly [string, string]> {
  if (value['kind'] !== 'Deployment') yield ['kind', words.kind]
  for (const field of Object.keys(value))
    if (!(deploymentFields as readonly string[]).includes(field))
      yield [field, words.unknown(field, deploymentFields.filter((each) => each !== 'kind').join(', '))]
  const { name, configuration, scaling, resourceGroup } = value
  if (resourceGroup !== undefined && resourceGroup !== group) yield ['resourceGroup', words.group(group)]
  if (name === undefined || name === null) yield ['name', words.missing('name')]
  else if (typeof name !== 'string') yield ['name', words.text('name')]
  else if (fixedName !== null && name !== fixedName) yield ['name', words.name(fixedName)]
  if (scaling !== undefined && !isMap(scaling)) yield ['scaling', words.map('scaling')]
  if (configuration === undefined) return
  if (!isMap(configuration)) return yield ['configuration', words.map('configuration')]
  if (configuration['executableId'] === undefined) yield ['configuration', words.missing('configuration.executableId')]
  else if (typeof configuration['executableId'] !== 'string') yield ['executableId', words.text('executableId')]
  for (const field of ['parameterBindings', 'inputArtifactBindings'])
    if (configuration[field] !== undefined && !isMap(configuration[field])) yield [field, words.map(field)]
}

/** `modelVersion: 5` in YAML means what the API calls "5". */
function tidy(value: Map): DeploymentManifest {
  const { configuration } = value
  if (!isMap(configuration)) return value as unknown as DeploymentManifest
  const { parameterBindings } = configuration
  const bindings = isMap(parameterBindings)
    ? { parameterBindings: Object.fromEntries(Object.entries(parameterBindings).map(([key, each]) => [key, textOf(each)])) }
    : {}
  return { ...value, configuration: { ...configuration, ...bindings } } as unknown as DeploymentManifest
}

const textOf = (value: unknown): string => (isMap(value) || Array.isArray(value) ? JSON.stringify(value) : String(value ?? ''))

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
