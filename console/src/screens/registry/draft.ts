import { api, callOk } from '../../api/client.ts'
import { readAgain } from '../../api/read-again.ts'
import type { Artifact, Version } from './data.ts'
import { encoded } from './file-tree.ts'
import { type Role, roles, templates } from './templates.ts'

/** A script that is being written. */
export type Script = { readonly path: string; readonly text: string }

/** What is going to be saved: scripts by role, and files of the pattern that go along as they are. */
export type ScriptDraft = {
  readonly scripts: Readonly<Partial<Record<Role, Script>>>
  readonly others: readonly { readonly path: string; readonly role?: 'config'; readonly treePath: string }[]
}

export const emptyDraft: ScriptDraft = { scripts: {}, others: [] }

export function draftOfTemplate(id: string): ScriptDraft {
  const found = templates.find((each) => each.id === id)
  return found ? { scripts: { [found.role]: { path: found.id, text: found.text } }, others: [] } : emptyDraft
}

/** Reads a saved one as the pattern of the next. */
export async function draftOfKept({ name, version }: Version, artifact: Artifact): Promise<ScriptDraft> {
  const number = artifact.artifactVersion
  const at = `/v2/lm/registry/models/${encodeURIComponent(name)}/versions/${version}/artifacts/${number}/files`
  const scripts: Partial<Record<Role, Script>> = {}
  for (const role of roles) {
    const path = artifact[role]
    if (path !== null) scripts[role] = { path, text: await (await callOk(`${at}/${encoded(path)}`)).text() }
  }
  const { data } = await api.GET('/v2/lm/registry/models/{modelName}/versions/{version}/artifacts/{artifactVersion}/files', {
    params: { path: { modelName: name, version: String(version), artifactVersion: String(number) } },
  })
  const others = (data?.resources ?? [])
    .filter(({ path }) => roles.every((role) => artifact[role] !== path))
    .map(({ path }) => ({
      path,
      ...(path === artifact.config ? { role: 'config' as const } : {}),
      treePath: `Models/${name}/${version}/Artifacts/${number}/${path}`,
    }))
  return { scripts, others }
}

/** Answers the number; an equal set of files has one already. */
export async function keep({ name, version }: Version, { scripts, others }: ScriptDraft): Promise<number> {
  const files = roles.flatMap((role) => {
    const script = scripts[role]
    return script ? [{ path: script.path, role, text: script.text }] : []
  })
  const { data } = await api.POST('/v2/lm/registry/models/{modelName}/versions/{version}/artifacts', {
    params: { path: { modelName: name, version: String(version) } },
    body: { files: [...files, ...others] },
  })
  await readAgain('registry')
  if (!data) throw new Error('the server answered nothing')
  return data.artifactVersion
}

export const isEmpty = ({ scripts }: ScriptDraft): boolean => Object.values(scripts).every((script) => script === undefined)
