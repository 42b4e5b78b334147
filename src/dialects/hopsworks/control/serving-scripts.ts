import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { ArtifactFile, ArtifactRole } from '../../../control/registry/artifacts.ts'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { nameIn } from '../../../control/registry/paths.ts'
import { isFile, type ModelVersion } from '../../../domain/registry.ts'
import { numbered, refusal } from '../errors.ts'
import { readPath } from './file-path.ts'
import type { ServingVersion } from './serving-record.ts'
import type { ServingRequest } from './serving-request.ts'

type Deps = { readonly platform: Pick<Platform, 'enterResourceGroup'>; readonly registry: Pick<Registry, 'tree' | 'artifacts'> }

const fields = ['predictor', 'transformer', 'configFile'] as const
const roles = { predictor: 'predictor', transformer: 'transformer', configFile: 'config' } as const satisfies Record<
  (typeof fields)[number],
  ArtifactRole
>

/**
 * The artifact version that a specification stands for: its scripts become files that never change. 0: there are none. A number is
 * taken as it is; `CREATE` makes a new one; otherwise equal scripts are one version.
 */
export async function artifactOf(
  deps: Deps,
  caller: Caller,
  request: ServingRequest,
  model: ModelVersion,
  before: ServingVersion | null,
): Promise<number> {
  const { artifactVersion } = request
  const named = fields.flatMap((field) => (request[field] ? [{ field, path: request[field] }] : []))
  const asked = typeof artifactVersion === 'string' && /^\d+$/.test(artifactVersion) ? Number(artifactVersion) : artifactVersion
  if (typeof asked === 'number' && asked >= 0) {
    await mustExist(deps, caller, model, asked, named.length > 0)
    return asked
  }
  if (typeof asked === 'string' && asked !== 'CREATE')
    throw refusal('invalid', 240018, `artifactVersion "${asked}" must be a number or CREATE`, 'artifactVersion')
  if (named.length === 0) return 0
  const files: ArtifactFile[] = []
  for (const { field, path } of named) {
    const source = await findScript(deps, caller, field, path)
    // A script that went away since is still what the version before was made of.
    if (source === null && before && before.request[field] === path && before.request.modelVersion === model.version)
      return before.artifactVersion
    if (source === null)
      throw refusal('invalid', 240016, `${field}: there is no file ${path.slice(0, 300)} in the project`, field)
    files.push({ path: nameIn(source), role: roles[field], source: { treePath: source } })
  }
  const of = { name: model.name, version: model.version }
  const { artifact } = await numbered({ invalid: 240009 }, () =>
    deps.registry.artifacts.create(caller, of, files, asked === 'CREATE' || asked === -1),
  )
  return artifact.artifact
}

/** Its path in the group's tree; null: there is none. Throws where it is nothing that can be run. */
async function findScript(deps: Deps, caller: Caller, field: (typeof fields)[number], text: string): Promise<string | null> {
  const found = await readPath(deps.platform, caller, text)
  if (found.caller.resourceGroup !== caller.resourceGroup)
    throw refusal('invalid', 240016, `${field}: ${text.slice(0, 300)} lies in another project; copy it into this one`, field)
  if (field !== 'configFile' && !/\.(py|ipynb)$/.test(found.path))
    throw refusal('invalid', 240009, `${field}: ${nameIn(found.path).slice(0, 200)} must be a .py or .ipynb file`, field)
  const node = await numbered({ invalid: 240016 }, () => deps.registry.tree.stat(caller.resourceGroup, found.path))
  return node && isFile(node) ? node.path : null
}

async function mustExist(deps: Deps, caller: Caller, model: ModelVersion, artifact: number, hasScripts: boolean): Promise<void> {
  if (artifact === 0 && !hasScripts) return
  if (artifact === 0)
    throw refusal(
      'invalid',
      240018,
      'artifactVersion 0 is the model’s files alone; with scripts, send CREATE or the number of a version',
      'artifactVersion',
    )
  const known = await deps.registry.artifacts.list(caller.resourceGroup, model.name, model.version)
  if (known.some((each) => each.artifact === artifact)) return
  const numbers = known.map((each) => each.artifact).join(', ') || 'none'
  throw refusal(
    'invalid',
    240018,
    `artifactVersion ${artifact} does not exist for version ${model.version} of model ${model.name}; there are ${numbers}`,
    'artifactVersion',
  )
}

/** Scripts of a deployment's version where newer clients look for them: `Deployments/<name>/<version>`. */
export const versionFolderOf = (name: string, version: number): string => `Deployments/${name}/${version}`

export async function showScripts(
  { registry: { tree } }: Deps,
  caller: Caller,
  model: ModelVersion,
  { request, version, artifactVersion }: ServingVersion,
): Promise<void> {
  const group = caller.resourceGroup
  const to = versionFolderOf(request.name, version)
  if (await tree.stat(group, to)) await tree.remove(group, to)
  if (artifactVersion === 0) await tree.mkdir(group, caller.principal.name, to)
  else await tree.copy(group, caller.principal.name, `Models/${model.name}/${model.version}/Artifacts/${artifactVersion}`, to)
}
