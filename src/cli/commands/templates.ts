import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { ApiError } from '../../client/api-error.ts'
import type { ServingTemplate, TemplateProblem, TemplateVerdict } from '../../client/templates.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError, type World } from '../world.ts'

const shape: Shape<ServingTemplate> = {
  columns: {
    NAME: (each) => each.name,
    FROM: (each) => (each.application === null ? '' : `${each.application} (${each.file})`),
    STATE: (each) => (each.problem !== null ? 'not as in its file' : each.keptSince !== null ? 'kept for deployments' : 'ok'),
    CHANGED: (each) => each.modifiedAt,
  },
  name: (each) => each.name,
}

const verdict: Shape<TemplateVerdict> = {
  columns: {
    VALID: (each) => (each.valid ? 'yes' : 'no'),
    EXECUTABLE: (each) => each.executable && `${each.executable.scenarioId}/${each.executable.id} ${each.executable.versionId}`,
    PARAMETERS: (each) => each.executable?.parameters.join(', '),
    ARTIFACTS: (each) => each.executable?.inputArtifacts.join(', '),
  },
  name: (each) => (each.valid ? 'valid' : 'invalid'),
}

export const list = async ({ client, output }: Session): Promise<void> => output.list(shape, await client.templates.list())

/** For people the YAML itself; data formats show the template as the API does. */
export async function show({ client, output, world }: Session, name: string): Promise<void> {
  const found = await client.templates.get(name)
  if (output.format === 'table') world.stdout.write(found.template.endsWith('\n') ? found.template : `${found.template}\n`)
  else await output.one(shape, found)
}

export async function validate({ client, output, world, say }: Session, file: string): Promise<void> {
  const said = await client.templates.validate(await readTemplate(world, file))
  await output.one(verdict, said)
  for (const each of said.warnings) say(`warning: ${inWords(file, each)}`)
  for (const each of said.problems) say(inWords(file, each))
  if (!said.valid) throw new Unsuccessful()
}

/** New, or in the place of the one of that name. */
export async function push({ client, output, world, say }: Session, file: string): Promise<void> {
  const template = await readTemplate(world, file)
  const { executable, problems, warnings } = await client.templates.validate(template)
  for (const each of warnings) say(`warning: ${inWords(file, each)}`)
  for (const each of problems) say(inWords(file, each))
  if (!executable) throw new Unsuccessful()
  const isThere = await client.templates.get(executable.id).then(() => true, isMissing)
  const { create, replace } = client.templates
  await output.one(shape, await (isThere ? replace(executable.id, template) : create(template)))
}

export async function remove({ client, say }: Session, name: string): Promise<void> {
  await client.templates.remove(name)
  say(`template ${name} deleted`)
}

async function readTemplate(world: World, file: string): Promise<string> {
  if (file === '-') return text(world.stdin)
  try {
    return await readFile(resolve(world.cwd, file), 'utf8')
  } catch {
    throw new UsageError(`${file} cannot be read`)
  }
}

/** As compilers write it: editors find the place. */
const inWords = (file: string, { line, path, message }: TemplateProblem): string =>
  `${file}:${line}: ${`${path} ${message}`.trim()}`

const isMissing = (error: unknown): false => {
  if (error instanceof ApiError && error.status === 404) return false
  throw error
}
