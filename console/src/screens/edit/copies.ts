import { useEffect, useState } from 'react'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
import type { Draft } from './draft.ts'
import { bodyOf } from './trial.ts'

/** The call that creates it. */
export const curlOf = (draft: Draft, url: string, group: string): string =>
  [
    `curl ${quoted(`${url}/v2/lm/deployments`)}`,
    '-H "Authorization: Bearer $LECTERN_API_KEY"',
    `-H ${quoted(`AI-Resource-Group: ${group}`)}`,
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify(bodyOf(draft), null, 2))}`,
  ].join(' \\\n  ')

/** The command that creates it; what has no option of its own is told by `lectern apply`. */
export async function shellOf({ document }: Draft, group: string): Promise<string> {
  const { name, configuration, scaling, parameterRules, targets, targetStrategy, onHangup, targetStatus, paused } = document
  const { configuration: _, ...rest } = document
  const inFile = [scaling, parameterRules, targets, targetStatus, paused].some((each) => each !== undefined && each !== null)
  if (!configuration || inFile)
    return `lectern apply -f - --group ${quoted(group)} <<'EOF'\n${(await yamlOf(document)).trimEnd()}\nEOF`
  const options: readonly (readonly [string, string | number | null | undefined])[] = [
    ['executable', configuration.executableId],
    ['scenario', configuration.scenarioId],
    ...Object.entries(configuration.parameterBindings ?? {}).map(([key, value]) => ['param', `${key}=${value}`] as const),
    ...Object.entries(configuration.inputArtifactBindings ?? {}).map(([key, id]) => ['artifact', `${key}=${id}`] as const),
    ['type', rest.deploymentType],
    ['residency', rest.residency],
    ['capacity', rest.capacity],
    ['upgrade', rest.upgradePolicy],
    ['spillover', rest.spilloverDeployment],
    ['tier', rest.serviceTier],
    ['strategy', targetStrategy],
    ['on-hangup', onHangup],
    ['ttl', rest.ttl],
    ['group', group],
  ]
  const said = options.flatMap(([option, value]) =>
    value === undefined || value === null ? [] : [`--${option} ${quoted(String(value))}`],
  )
  return [`lectern deployments create ${quoted(name)}`, ...said, '--wait'].join(' \\\n  ')
}

/** A document for `lectern apply`. The library comes when it is asked for. */
export async function yamlOf(document: DeploymentManifest): Promise<string> {
  const { stringify } = await import('yaml')
  return stringify(document)
}

/** Two documents as texts that can be compared; null: not made yet. */
export function useYaml(one: DeploymentManifest, other: DeploymentManifest): readonly [string, string] | null {
  const [texts, setTexts] = useState<readonly [string, string] | null>(null)
  useEffect(() => {
    void Promise.all([yamlOf(one), yamlOf(other)]).then(setTexts)
  }, [one, other])
  return texts
}

/** For a POSIX shell; what needs no quotes has none. */
const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
