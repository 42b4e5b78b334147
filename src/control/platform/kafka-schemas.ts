import { Failure } from '../../domain/failure.ts'
import type { KafkaSchema } from '../../domain/kafka.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit, Caller } from './caller.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock'> & { readonly audit: Audit }

/** Of a group, or of one of its subjects. */
export const listSchemas =
  ({ store }: Pick<Deps, 'store'>) =>
  ({ resourceGroup }: Caller, subject?: string): Promise<readonly KafkaSchema[]> =>
    store.kafka.schemas.list(resourceGroup, subject)

/** A new version of the subject; the one that is there where it says the same. `content`: JSON text. */
export const addSchema =
  ({ store, clock, audit }: Deps) =>
  async ({ principal, resourceGroup }: Caller, subject: string, content: string): Promise<KafkaSchema> => {
    const same = (await store.kafka.schemas.list(resourceGroup, subject)).find((each) => each.content === content)
    if (same) return same
    const version = (await store.kafka.schemas.highest(resourceGroup, subject)) + 1
    const schema: KafkaSchema = { resourceGroup, subject, version, content, createdAt: clock.now() }
    await store.kafka.schemas.insert(schema)
    audit('schema added', { resourceGroup, subject, version, by: principal.id })
    return schema
  }

/** Throws `precondition` while a topic has it. */
export const removeSchema =
  ({ store, audit }: Omit<Deps, 'clock'>) =>
  async ({ principal, resourceGroup }: Caller, subject: string, version: number): Promise<void> => {
    const topics = await store.kafka.topics.list(resourceGroup)
    const user = topics.find((each) => each.subject === subject && each.subjectVersion === version)
    if (user) throw new Failure('precondition', `the topic "${user.name}" has this schema; remove that first`)
    if (!(await store.kafka.schemas.remove(resourceGroup, subject, version)))
      throw new Failure('not_found', `subject "${subject}" has no version ${version}`, { target: 'version' })
    audit('schema removed', { resourceGroup, subject, version, by: principal.id })
  }
