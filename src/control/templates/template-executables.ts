import type { StoredTemplate } from '../../domain/template.ts'
import type { Executable } from '../../executables/define.ts'
import { readTemplates } from '../../executables/templates/read-template.ts'
import type { FindRuntime, ServingTemplate } from '../../executables/templates/serving-template.ts'
import { templateExecutable } from '../../executables/templates/template-executable.ts'
import type { TemplatesStore } from '../../store/templates-store.ts'
import type { ExecutableRegistry } from '../deps.ts'

export type TemplateExecutables = {
  /** Those that come with the program, and users' templates. */
  readonly executables: ExecutableRegistry
  /** What templates may be built on. */
  readonly runtimes: FindRuntime
  /** Reads them anew after a change. */
  reload(): Promise<void>
}

/** The registry of executables with users' templates in it, in memory: it is asked in the midst of everything. */
export function makeTemplateExecutables(
  given: Pick<ExecutableRegistry, 'list' | 'find'>,
  store: Pick<TemplatesStore, 'list' | 'pins'>,
): TemplateExecutables {
  const isLocal = ({ connection }: Executable): boolean => connection === null
  const runtimes: FindRuntime = {
    find: (id) => [given.find(id)].find((each) => each && isLocal(each)),
    ids: () =>
      given
        .list()
        .filter(isLocal)
        .map(({ id }) => id),
  }
  const parsed = new Map<string, ServingTemplate | null>()
  let templates = new Map<string, Executable>()
  let pinned = new Map<string, Executable>()

  const read = (content: string): ServingTemplate | null => {
    const known = parsed.get(content)
    if (known !== undefined) return known
    // What was sound once may be none in a later version of this program.
    const template = readTemplates(content, runtimes)[0]?.template ?? null
    parsed.set(content, template)
    return template
  }
  const executableOf = (content: string, { createdAt, modifiedAt, problem }: Dated): Executable | null => {
    const template = read(content)
    return template && templateExecutable(template, { createdAt, modifiedAt: problem === null ? modifiedAt : 0 }, runtimes)
  }

  return {
    runtimes,
    executables: {
      list: () => [...given.list(), ...templates.values()],
      find: (id, configurationId) => given.find(id) ?? pinned.get(configurationId ?? '') ?? templates.get(id),
    },
    async reload() {
      const [stored, pins] = [await store.list(), await store.pins()]
      const byName = new Map(stored.map((each) => [each.name, each]))
      const contents = new Set([...stored, ...pins].map(({ content }) => content))
      for (const content of parsed.keys()) if (!contents.has(content)) parsed.delete(content)
      const listed = stored.map((each): [string, Executable | null] => [each.name, executableOf(each.content, each)])
      const held = pins.map(({ configurationId, content, template }): [string, Executable | null] => {
        const dated = byName.get(template)
        return [configurationId, dated ? executableOf(content, dated) : null]
      })
      templates = new Map(listed.filter(isUsable))
      pinned = new Map(held.filter(isUsable))
    },
  }
}

type Dated = Pick<StoredTemplate, 'createdAt' | 'modifiedAt' | 'problem'>

const isUsable = (entry: [string, Executable | null]): entry is [string, Executable] => entry[1] !== null
