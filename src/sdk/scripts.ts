import { LecternError } from './errors.ts'
import type { PredictorSpec } from './predictor-spec.ts'
import type { Place, Script } from './world.ts'

/** The artifact version that a predictor stands for: its scripts become files that never change. 0: there are none. */
export async function artifactVersionOf(place: Place, spec: PredictorSpec): Promise<number> {
  const { model, scriptFile, configFile, transformer, artifactVersion } = spec
  const files = [
    ...(await fileOf(place, 'predictor', scriptFile)),
    ...(await fileOf(place, 'transformer', transformer?.scriptFile)),
    ...(await fileOf(place, 'config', configFile)),
  ]
  if (typeof artifactVersion === 'number' && files.length > 0)
    throw new LecternError(`artifactVersion ${artifactVersion} stands for scripts that are there: name it, or scripts, not both`)
  if (typeof artifactVersion === 'number') return artifactVersion
  if (files.length === 0) return 0
  const kept = await place.api('POST', '/v2/lm/registry/models/{modelName}/versions/{version}/artifacts', {
    path: { modelName: model.name, version: String(model.version) },
    body: { files, ...(artifactVersion === 'CREATE' ? { artifactVersion } : {}) },
  })
  return kept.artifactVersion
}

async function fileOf({ world }: Place, role: 'predictor' | 'transformer' | 'config', script: Script | undefined) {
  if (script === undefined) return []
  if (typeof script !== 'string') return [{ role, path: script.name, text: script.text }]
  if (!world.files) throw new LecternError(`there are no local files here: give ${script} as { name, text }`)
  return [{ role, path: script.split(/[\\/]/).at(-1) ?? script, text: await world.files.readText(script) }]
}
