import type { Clock } from '../../domain/clock.ts'
import type { Configuration } from '../../domain/configuration.ts'
import { wantOf } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { Scaling } from '../../domain/scaling.ts'
import type { StoredTemplate, TemplatePin } from '../../domain/template.ts'
import type { Executable } from '../../executables/define.ts'
import type { ServingTemplate } from '../../executables/templates/serving-template.ts'
import { templateExecutable } from '../../executables/templates/template-executable.ts'
import type { Store } from '../../store/store.ts'
import { makeTurns } from '../models/turns.ts'
import type { TemplateExecutables } from './template-executables.ts'
import { type TemplateUser, usersOfTemplate } from './template-users.ts'

export type KeepDeps = {
  readonly store: Pick<Store, 'templates' | 'deployments' | 'configurations'>
  readonly clock: Clock
  readonly templates: TemplateExecutables
  /** Told after each change, so that deployments are looked at again. */
  readonly changed: () => void
}

/** Where a template comes from: an application's file, or (null) an upload; and in whose name. */
export type Origin = { readonly application: string | null; readonly file: string | null; readonly by: string }

export type KeepTemplates = ReturnType<typeof makeKeepTemplates>

/**
 * Writes templates down, so that what runs is not surprised: deployments keep the form that they were started with, unless the new one
 * says that it is for them too (cascade) and their configurations fit it.
 */
export function makeKeepTemplates(deps: KeepDeps) {
  const { store, clock, templates } = deps
  const users = usersOfTemplate(store)
  const turns = makeTurns()
  const find = async (name: string) => (await store.templates.list()).find((each) => each.name === name) ?? null
  const told = async (): Promise<void> => {
    await templates.reload()
    deps.changed()
  }

  return {
    find,
    users,
    /** Pieces of work that read and then write, one after the other. */
    inTurn: <T>(work: () => Promise<T>): Promise<T> => turns('', work),

    /** New, or in the place of the one before. */
    async put(template: ServingTemplate, content: string, { application, file, by }: Origin): Promise<StoredTemplate> {
      const before = await find(template.name)
      const origin = { application, file, problem: null, removedAt: null }
      if (before?.content === content && sameOrigin(before, origin)) return before
      const now = clock.now()
      const stored = {
        ...origin,
        name: template.name,
        content,
        createdBy: by,
        createdAt: before?.createdAt ?? now,
        modifiedAt: now,
      }
      const using = before && before.content !== content ? await users(template.name) : []
      const executable = templateExecutable(template, stored, templates.runtimes)
      const configurations = [...new Map(using.flatMap((each) => each.configurations).map((each) => [each.id, each])).values()]
      const follows = (each: Configuration): boolean => template.cascade && executable !== null && fits(executable, each)
      const earlier = new Map(
        configurations.map((each) => [each.id, scalingIn(templates.executables.find(each.executableId, each.id), each)]),
      )
      await store.templates.put(stored, {
        pins: before ? configurations.filter((each) => !follows(each)).map((each) => pinOf(each, before)) : [],
        unpin: configurations.filter(follows).map(({ id }) => id),
      })
      for (const user of using.filter((each) => each.configurations.some(follows)))
        await cascade(user, (each) => (follows(each) ? [earlier.get(each.id) ?? null, scalingIn(executable, each)] : null))
      await told()
      return stored
    },

    /** Marks what a file brought once with why its present form was not taken; `name` null: all that it brought. */
    async blame(application: string, file: string, name: string | null, problem: string): Promise<void> {
      const blamed = (await store.templates.list()).filter(
        (each) =>
          each.application === application &&
          each.file === file &&
          (name === null || each.name === name) &&
          each.problem !== problem,
      )
      for (const each of blamed) await store.templates.put({ ...each, problem })
      if (blamed.length > 0) await told()
    },

    /** `false`: it is kept, because deployments use it, and goes when none does. */
    async drop(template: StoredTemplate): Promise<boolean> {
      if ((await users(template.name)).length > 0) {
        if (template.removedAt === null) await store.templates.put({ ...template, removedAt: clock.now() })
        return false
      }
      await store.templates.remove(template.name)
      await told()
      return true
    },

    /** Pins that no deployment needs any more go. */
    async tidy(): Promise<void> {
      const pins = await store.templates.pins()
      const held = new Set<string>()
      for (const name of new Set(pins.map(({ template }) => template)))
        for (const { configurations } of await users(name)) for (const { id } of configurations) held.add(id)
      const loose = pins.map(({ configurationId }) => configurationId).filter((id) => !held.has(id))
      if (loose.length === 0) return
      await store.templates.unpin(loose)
      await told()
    },
  }

  /** The deployment gets the new form, and as many instances as that says unless somebody has said otherwise. */
  async function cascade(
    { deployment, configurations }: TemplateUser,
    scalingOf: (configuration: Configuration) => readonly [before: Scaling | null, after: Scaling | null] | null,
  ): Promise<void> {
    if (deployment.targetStatus !== 'RUNNING') return
    const main = configurations.find(({ id }) => id === deployment.configurationId)
    const [before, after] = (main && scalingOf(main)) ?? [null, deployment.scaling]
    const isUntouched = JSON.stringify(before) === JSON.stringify(deployment.scaling)
    const scaling = isUntouched ? after : deployment.scaling
    const want = { ...wantOf(deployment), scaling, lastOperation: 'CASCADE-UPDATE' } as const
    // Changed by somebody at this moment: that change has the new form already.
    await store.deployments.want(deployment.id, deployment.generation, want, clock.now())
  }
}

export const inUse = ({ name }: Pick<StoredTemplate, 'name'>, using: readonly TemplateUser[]): Failure => {
  const shown = using.slice(0, 10).map(({ deployment: { id, resourceGroup } }) => `${id} (${resourceGroup})`)
  const more = using.length > 10 ? ` and ${using.length - 10} more` : ''
  return new Failure('conflict', `template ${name} is used by deployments ${shown.join(', ')}${more}; delete them first`, {
    target: 'name',
  })
}

const sameOrigin = (
  one: StoredTemplate,
  other: Omit<StoredTemplate, 'name' | 'content' | 'createdBy' | 'createdAt' | 'modifiedAt'>,
) => one.application === other.application && one.file === other.file && one.problem === null && one.removedAt === null

const pinOf = ({ id }: Configuration, { name, content }: StoredTemplate): TemplatePin => ({
  configurationId: id,
  template: name,
  content,
})

const valuesOf = ({ parameterBindings }: Configuration) =>
  Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value]))

const scalingIn = (executable: Executable | null | undefined, configuration: Configuration): Scaling | null => {
  const parsed = executable?.parameters.safeParse(valuesOf(configuration))
  return (parsed?.success && executable?.scaling?.(parsed.data)) || null
}

/** Whether a configuration that was made for the template's older form can be one of this form. */
function fits(executable: Executable, configuration: Configuration): boolean {
  const bound = configuration.inputArtifactBindings.map(({ key }) => key)
  return (
    executable.parameters.safeParse(valuesOf(configuration)).success &&
    bound.every((key) => Object.hasOwn(executable.artifacts, key)) &&
    Object.keys(executable.artifacts).every((key) => bound.includes(key))
  )
}
