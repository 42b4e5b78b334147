import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Caller } from '../../../control/platform/caller.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import type { KafkaSchema } from '../../../domain/kafka.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { inferenceSchema } from './inference-schema.ts'
import { type InProject, ofProject } from './projects.ts'
import { described, noBody, reads, writes } from './routes.ts'

export type SchemaVerbs = Pick<Platform, 'listSchemas' | 'addSchema' | 'removeSchema'>
type Shown = Pick<KafkaSchema, 'subject' | 'version' | 'content'>

const ofSubject = z.object({ ...ofProject.shape, subject: z.string().min(1).max(255) })
const ofVersion = z.object({ ...ofSubject.shape, version: z.string().min(1).max(12) })
const NewSchema = z.looseObject({ schema: z.string().min(1).max(262_144) })

/** Subjects of a project with their versions, as a schema registry has them; they are kept, not enforced. */
export const mountKafkaSubjects = (app: ControlApp, platform: SchemaVerbs, inProject: InProject): void => {
  const path = `${apiRoot}/project/:projectId/kafka/subjects`

  app.get(
    path,
    { config: reads('KAFKA'), schema: described('Lists subjects of Kafka schemas', { params: ofProject }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const subjects = (await platform.listSchemas(caller)).map(({ subject }) => subject)
      return [...new Set([...subjects, inferenceSchema.subject])]
    },
  )

  app.get(
    `${path}/:subject/versions`,
    { config: reads('KAFKA'), schema: described('Lists versions of a subject', { params: ofSubject }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      return (await versionsOf(platform, caller, request.params.subject)).map(({ version }) => version)
    },
  )

  app.get(
    `${path}/:subject/versions/:version`,
    { config: reads('KAFKA'), schema: described('Shows a version of a subject; latest: the highest', { params: ofVersion }) },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const { subject, version } = request.params
      const versions = await versionsOf(platform, caller, subject)
      const found = version === 'latest' ? versions.at(-1) : versions.find((each) => String(each.version) === version)
      if (found) return showSchema(found)
      throw noVersion(subject, version, versions)
    },
  )

  app.post(
    `${path}/:subject/versions`,
    {
      config: writes('KAFKA'),
      schema: described('Adds a version to a subject; the same schema again is the same version', {
        params: ofSubject,
        body: NewSchema,
      }),
    },
    async (request) => {
      const caller = await inProject(request, request.params.projectId)
      const { subject } = request.params
      mustBeFree(subject)
      return showSchema(await platform.addSchema(caller, subject, avroIn(request.body.schema)))
    },
  )

  app.delete(
    `${path}/:subject/versions/:version`,
    { config: writes('KAFKA'), schema: described('Removes a version of a subject', { params: ofVersion, body: noBody }) },
    async (request, reply) => {
      const caller = await inProject(request, request.params.projectId)
      const { subject, version } = request.params
      mustBeFree(subject)
      await numbered({ not_found: 190018, precondition: 190014 }, () =>
        platform.removeSchema(caller, subject, /^\d{1,9}$/.test(version) ? Number(version) : 0),
      )
      return reply.code(204).send()
    },
  )
}

export async function mustHaveSchema(platform: SchemaVerbs, caller: Caller, subject: string, version: number): Promise<void> {
  const versions = await versionsOf(platform, caller, subject)
  if (!versions.some((each) => each.version === version)) throw noVersion(subject, String(version), versions)
}

async function versionsOf(platform: SchemaVerbs, caller: Caller, subject: string): Promise<readonly Shown[]> {
  if (subject === inferenceSchema.subject) return [inferenceSchema]
  const versions = await platform.listSchemas(caller, subject)
  if (versions.length > 0) return versions
  throw refusal('not_found', 190006, `there is no subject ${subject} in this project`, 'subject')
}

const showSchema = ({ subject, version, content }: Shown) => ({
  id: Number.parseInt(createHash('sha256').update(content).digest('hex').slice(0, 7), 16),
  subject,
  version,
  schema: content,
})

/** Read as JSON, and written without blanks: what differs by them alone is the same. */
function avroIn(text: string): string {
  try {
    const avro: unknown = JSON.parse(text)
    if (typeof avro === 'string' || (typeof avro === 'object' && avro !== null)) return JSON.stringify(avro)
  } catch {}
  throw refusal('invalid', 120001, 'schema must be an Avro schema as JSON text', 'schema')
}

function mustBeFree(subject: string): void {
  if (subject !== inferenceSchema.subject) return
  throw refusal(
    'invalid',
    190016,
    `subject ${subject} is that of inference logs and stays as it is; choose another name`,
    'subject',
  )
}

const noVersion = (subject: string, version: string, there: readonly Shown[]) =>
  refusal(
    'not_found',
    190018,
    `subject ${subject} has no version ${version}; there are ${there.map((each) => each.version).join(', ')}`,
    'version',
  )
