import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { StoredTemplate } from '../../domain/template.ts'
import { type ReadTemplate, readTemplates } from '../../executables/templates/read-template.ts'
import type { Problem } from '../../executables/templates/yaml-tree.ts'
import type { Store } from '../../store/store.ts'
import type { Audit } from '../platform/caller.ts'
import { quotaReached, readLimits } from '../platform/limits.ts'
import { inUse, type KeepTemplates } from './keep-templates.ts'
import type { TemplateExecutables } from './template-executables.ts'

type Deps = {
  readonly store: Pick<Store, 'templates' | 'settings'>
  readonly given: { readonly find: (id: string) => object | undefined }
  readonly templates: TemplateExecutables
  readonly keep: KeepTemplates
  readonly audit: Audit
}

/** `template`: what it would become; null where there are problems. */
export type Verdict = Pick<ReadTemplate, 'template' | 'problems' | 'warnings'>

/** What people may do with templates of their own making. Those that an application brings are changed where they come from. */
export function makeTemplateVerbs({ store, given, templates, keep, audit }: Deps) {
  /** Taken in by another version of this program, it may be none for this one. */
  const view = (template: StoredTemplate): StoredTemplate =>
    template.problem === null && !templates.executables.find(template.name)
      ? { ...template, problem: 'this version of the server does not understand it; validate it to see why' }
      : template
  const get = async (name: string): Promise<StoredTemplate> => {
    const found = await keep.find(name)
    if (found) return view(found)
    throw new Failure('not_found', `there is no template "${name}"`, { target: 'templateName' })
  }

  return {
    get,
    list: async (): Promise<readonly StoredTemplate[]> => (await store.templates.list()).map(view),

    /** Never refuses: what is wrong is the answer. */
    validate: (content: string): Verdict => {
      const { template, problems, warnings } = readOne(content, templates)
      return { template, problems, warnings }
    },

    create: (principal: Principal, content: string): Promise<StoredTemplate> =>
      keep.inTurn(async () => {
        const template = mustBeSound(readOne(content, templates))
        if (await keep.find(template.name))
          throw new Failure('conflict', `template ${template.name} exists already`, { target: 'name' })
        mustBeFree(given, template.name)
        await mustHaveRoomForTemplate(store)
        const stored = await keep.put(template, content, { application: null, file: null, by: principal.name })
        audit('template created', { template: template.name, by: principal.id })
        return stored
      }),

    replace: (principal: Principal, name: string, content: string): Promise<StoredTemplate> =>
      keep.inTurn(async () => {
        const template = mustBeSound(readOne(content, templates))
        if (template.name !== name)
          throw new Failure('invalid', `metadata.name is ${template.name}; it must be ${name}, as in the address`, {
            target: 'template',
          })
        mustBeUploaded(await get(name))
        const stored = await keep.put(template, content, { application: null, file: null, by: principal.name })
        audit('template changed', { template: name, by: principal.id })
        return stored
      }),

    remove: (principal: Principal, name: string): Promise<void> =>
      keep.inTurn(async () => {
        const template = await get(name)
        if (template.removedAt === null) mustBeUploaded(template)
        const using = await keep.users(name)
        if (using.length > 0) throw inUse(template, using)
        await keep.drop(template)
        audit('template deleted', { template: name, by: principal.id })
      }),
  }
}

export type TemplateVerbs = ReturnType<typeof makeTemplateVerbs>

/** The single template that a text must be. */
const readOne = (content: string, { runtimes }: TemplateExecutables): ReadTemplate => {
  const [first, second] = readTemplates(content, runtimes)
  const none: Problem = { path: '', line: 1, message: 'is empty' }
  const several: Problem = { path: '', line: 1, message: 'holds several documents; send one template at a time' }
  if (first && !second) return first
  return { kind: null, name: null, text: content, template: null, problems: [first ? several : none], warnings: [] }
}

const mustBeSound = ({ template, problems }: ReadTemplate) => {
  if (template) return template
  const data = { problems: problems.map((each) => ({ ...each })) }
  throw new Failure('invalid', `the template is not sound: ${inWords(problems)}`, { target: 'template', data })
}

const mostProblemsTold = 5

/** `line 12: spec.inputs.parameters[0].name is required; …` */
export const inWords = (problems: readonly Problem[]): string => {
  const told = problems
    .slice(0, mostProblemsTold)
    .map(({ path, line, message }) => `line ${line}: ${`${path} ${message}`.trim()}`)
  const more = problems.length - mostProblemsTold
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '')
}

/** A name that an executable of the program has would mean two things. */
export const mustBeFree = (given: Deps['given'], name: string): void => {
  if (given.find(name))
    throw new Failure('conflict', `${name} is an executable of the server's own; give the template another name`, {
      target: 'name',
    })
}

export const mustHaveRoomForTemplate = async (store: Deps['store']): Promise<void> => {
  const limit = (await readLimits({ store })).servingTemplates
  if ((await store.templates.list()).length >= limit) throw quotaReached('servingTemplates', limit)
}

const mustBeUploaded = ({ name, application }: StoredTemplate): void => {
  if (application !== null)
    throw new Failure('conflict', `template ${name} comes from application ${application}: change it in its repository`, {
      target: 'name',
    })
}
