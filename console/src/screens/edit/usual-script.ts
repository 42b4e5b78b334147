import { type Dispatch, useEffect } from 'react'
import type { DeploymentManifest } from '../../../../src/client/manifest.ts'
import { read } from '../../api/client.ts'
import { type Action, type Draft, parameterOf } from './draft.ts'
import type { Facts } from './facts.ts'
import { needsScript, registeredIn } from './infer.ts'

/** The scripts that go with a version of a registered model, the newest first. `usual`: the newest with a predictor. */
export function useScripts(model: string, version: number, enabled = true) {
  const { data, refetch } = read.useQuery(
    'get',
    '/v2/lm/registry/models/{modelName}/versions/{version}/artifacts',
    { params: { path: { modelName: model, version: String(version) } } },
    { enabled },
  )
  const scripts = data?.resources.filter(({ artifactVersion }) => artifactVersion > 0)
  return { scripts, usual: scripts?.find(({ predictor }) => predictor !== null)?.artifactVersion ?? null, refetch }
}

/**
 * Takes the newest predictor script where one is needed and none was chosen, whatever of the form is open. What is written as YAML stays
 * as it is written, and so does what was there `before`, which runs without one.
 */
export function useUsualScript(draft: Draft, dispatch: Dispatch<Action>, facts: Facts, before?: DeploymentManifest): void {
  const { version, way } = registeredIn(draft, facts)
  const { document, origin, yaml } = draft
  const isOpen =
    origin === 'registered' &&
    !document.targets &&
    yaml === null &&
    way !== undefined &&
    needsScript(way.executable) &&
    parameterOf(draft, 'artifactVersion') === undefined &&
    !(before && isSameModel(before, document))
  const { usual } = useScripts(version?.name ?? '', version?.version ?? 0, isOpen)
  const taken = isOpen ? usual : null
  useEffect(() => {
    if (taken !== null) dispatch({ do: 'parameters', values: { artifactVersion: String(taken) } })
  }, [taken])
}

const isSameModel = (one: DeploymentManifest, other: DeploymentManifest): boolean =>
  ['model', 'modelVersion', 'artifactVersion'].every(
    (key) => one.configuration?.parameterBindings?.[key] === other.configuration?.parameterBindings?.[key],
  )
