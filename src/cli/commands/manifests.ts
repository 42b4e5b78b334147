import type { Difference } from '../../client/differences.ts'
import { parseDuration } from '../duration.ts'
import { exits } from '../exit-codes.ts'
import type { Manifest } from '../manifests/kind.ts'
import { kindNamed, kinds } from '../manifests/kinds.ts'
import { carryOut, planOf, type Step } from '../manifests/plan.ts'
import { readManifests } from '../manifests/read.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError } from '../world.ts'
import { awaitStatus } from './await-status.ts'

export type ApplyOptions = {
  readonly file: readonly string[]
  readonly dryRun?: boolean
  readonly wait?: boolean
  readonly timeout: string
}
export type DiffOptions = { readonly file: readonly string[] }

type Line = {
  readonly kind: string
  readonly name: string
  readonly resourceGroup: string | null
  readonly action: string
  readonly differences: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[]
}

const shape: Shape<Line> = {
  columns: {
    KIND: (each) => each.kind,
    NAME: (each) => each.name,
    GROUP: (each) => each.resourceGroup,
    ACTION: (each) => each.action,
    CHANGES: (each) => each.differences.map(({ field }) => field).join(', '),
  },
  name: (each) => `${each.kind}/${each.name}`,
}

/** Makes things as the documents say. Document by document: what was done stays done where a later one is refused. */
export async function apply(session: Session, { file, dryRun, wait, timeout }: ApplyOptions): Promise<void> {
  const timeoutMs = parseDuration(timeout, '--timeout')
  const read = await readManifests(session.world, filesIn(file))
  const done: Step[] = []
  try {
    for (const each of read) {
      const step = await planOf(session, each)
      if (!dryRun) await carryOut(step)
      done.push(step)
    }
  } finally {
    if (done.length > 0) await print(session, done, dryRun ? inFuture : inPast)
  }
  if (dryRun) session.say('nothing was done')
  else if (wait) for (const step of done) await awaitDeployment(step, timeoutMs)
}

const inPast = { create: 'created', change: 'changed', none: 'unchanged' } as const
const inFuture = { create: 'would be created', change: 'would be changed', none: 'unchanged' } as const

const print = (session: Session, steps: readonly Step[], words: Readonly<Record<Step['action'], string>>): Promise<void> =>
  session.output.list(shape, { count: steps.length, resources: steps.map((step) => lineOf(step, words[step.action])) })

const lineOf = ({ kind, document, session, differences, found }: Step, action: string): Line => ({
  kind: kind.kind,
  name: kind.titleOf(document),
  resourceGroup: kind.perGroup ? (session.group ?? 'default') : null,
  action,
  differences: found === null ? [] : differences.map(shown),
})

/** A document that says STOPPED is done when it has stopped. */
async function awaitDeployment({ kind, document, session, action }: Step, timeoutMs: number): Promise<void> {
  if (kind.kind !== 'Deployment' || action === 'none') return
  const found = await kind.find(session, document)
  if (found) await awaitStatus(session, found.id, document['targetStatus'] === 'STOPPED' ? 'STOPPED' : 'RUNNING', timeoutMs)
}

/** Exit code 1 where something differs, as that of diff and of kubectl. */
export async function diff(session: Session, { file }: DiffOptions): Promise<void> {
  const steps: Step[] = []
  for (const each of await readManifests(session.world, filesIn(file))) steps.push(await planOf(session, each))
  const differing = steps.filter(({ action }) => action !== 'none')
  const { format } = session.output
  if (format === 'table' || format === 'wide') for (const step of differing) session.world.stdout.write(textOf(step, session))
  else await print(session, differing, { create: 'create', change: 'change', none: 'none' })
  session.say(differing.length === 0 ? 'nothing differs' : `${differing.length} of ${steps.length} differ`)
  if (differing.length > 0) throw new Unsuccessful(exits.failure)
}

/** `~ Deployment chat` and a line for what is and for what would be. */
function textOf({ kind, document, action, differences }: Step, { dataPaint: paint }: Session): string {
  const title = `${action === 'create' ? '+' : '~'} ${kind.kind} ${plain(kind.titleOf(document))}`
  const lines = differences
    .map(shown)
    .flatMap(({ field, from, to }) => [
      ...(from === undefined ? [] : [paint('bad', `  - ${plain(field)}: ${asText(from)}`)]),
      ...(to === undefined ? [] : [paint('good', `  + ${plain(field)}: ${asText(to)}`)]),
    ])
  return [paint('strong', title), ...lines, ''].join('\n')
}

const asText = (value: unknown): string => plain(typeof value === 'string' ? value : JSON.stringify(value))

/** What opens a provider's account is shown nowhere. */
const shown = ({ field, from, to }: Difference): Difference => {
  const isSecret = field.startsWith('credential') && !field.endsWith('.ref')
  return isSecret ? { field, from: undefined, to: '(not shown)' } : { field, from, to }
}

/** What `apply` takes: a document for each thing of the kinds that are named, or of all. */
export async function exportAll(session: Session, named: readonly string[]): Promise<void> {
  const { stringify } = await import('yaml')
  const asked = named.map((each) => each.split('/'))
  const chosen = asked.length === 0 ? kinds : [...new Set(asked.map(([kind = '']) => kindNamed(kind)))]
  const found: { readonly title: string; readonly document: Manifest }[] = []
  for (const kind of chosen) {
    const names = asked.flatMap(([each = '', name]) => (kindNamed(each) === kind && name !== undefined ? [name] : []))
    const all = (await kind.all(session)).map((document) => ({ title: kind.titleOf(document), document }))
    const missing = names.find((name) => !all.some(({ title }) => title === name))
    if (missing !== undefined)
      throw new UsageError(`there is no ${kind.kind} "${missing}"`, { next: `lectern export ${kind.kind}` })
    found.push(...all.filter(({ title }) => names.length === 0 || names.includes(title)))
  }
  const documents = found.map(({ document }) => document)
  const { format } = session.output
  if (format === 'json') session.world.stdout.write(`${JSON.stringify(documents, null, 2)}\n`)
  else if (format === 'name')
    session.world.stdout.write(found.map((each) => `${each.document.kind}/${plain(each.title)}\n`).join(''))
  else session.world.stdout.write(documents.map((each) => `---\n${stringify(each)}`).join(''))
}

function filesIn(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) throw new UsageError('-f is required: a file, a folder, or - for standard input')
  return paths
}
