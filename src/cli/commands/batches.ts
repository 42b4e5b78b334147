import { openAsBlob } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Batch } from '../../client/batches.ts'
import { parseDuration } from '../duration.ts'
import { exits } from '../exit-codes.ts'
import { wholeIn } from '../number-in.ts'
import { plain, type Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import { makeProgress } from '../progress.ts'
import type { Session } from '../session.ts'
import { watching } from '../watching.ts'
import { Unsuccessful, UsageError } from '../world.ts'
import { patiently } from './patiently.ts'

export type CreateOptions = {
  readonly endpoint: string
  readonly metadata: readonly string[]
  readonly wait?: boolean
  readonly timeout: string
}
export type ListOptions = { readonly limit: string }
export type ResultOptions = { readonly errors?: boolean }

const shape: Shape<Batch> = {
  columns: {
    ID: (each) => each.id,
    STATUS: (each) => each.status,
    MODEL: (each) => each.model,
    DONE: ({ request_counts: counts }) => `${counts.completed + counts.failed} of ${counts.total}`,
    FAILED: (each) => each.request_counts.failed,
    CREATED: (each) => new Date(each.created_at * 1_000).toISOString(),
  },
  name: (each) => each.id,
}
const alone: Shape<Batch> = {
  columns: {
    ...shape.columns,
    EXPIRES: (each) => new Date(each.expires_at * 1_000).toISOString(),
    ENDPOINT: (each) => each.endpoint,
    INPUT: (each) => each.input_file_id,
    OUTPUT: (each) => each.output_file_id,
    ERRORS: (each) => each.error_file_id,
    TROUBLE: ({ errors }) => errors?.data.map(({ code, message }) => `${code}: ${message}`).join('; '),
  },
  name: shape.name,
}

/** Uploads a file of lines and has them called. */
export async function create(session: Session, path: string, options: CreateOptions): Promise<void> {
  const { client, output, world } = session
  const { endpoint, metadata, wait, timeout } = options
  const timeoutMs = parseDuration(timeout, '--timeout')
  const said = Object.fromEntries(pairs(metadata, '--metadata'))
  const lines = await readable(resolve(world.cwd, path))
  const file = await client.batches.upload(lines, basename(path))
  const more = metadata.length === 0 ? {} : { metadata: said }
  const batch = await client.batches.create({ input_file_id: file.id, endpoint, ...more })
  const last = wait ? await ended(session, batch.id, timeoutMs) : batch
  await output.one(alone, last)
  if (wait && last.status !== 'completed') throw new Unsuccessful(exits.conditionFailed)
}

/** It is read while it is sent. */
async function readable(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path)
  } catch (cause) {
    throw new UsageError(`${path}: there is no such file, or it cannot be read`, { cause })
  }
}

export async function list({ client, output }: Session, { limit }: ListOptions): Promise<void> {
  const resources = (await client.batches.list(wholeIn(limit, '--limit'))).data
  await output.list(shape, { count: resources.length, resources })
}

export const get = async ({ client, output }: Session, id: string): Promise<void> =>
  output.one(alone, await client.batches.get(id))

export async function cancel({ client, say }: Session, id: string): Promise<void> {
  const { status } = await client.batches.cancel(id)
  say(`${plain(id)} is ${plain(status)}: what was answered stays`)
}

/** The answers as they are in the file, or the errors. */
export async function results({ client, world, say }: Session, id: string, { errors }: ResultOptions): Promise<void> {
  const batch = await client.batches.get(id)
  const fileId = errors ? batch.error_file_id : batch.output_file_id
  if (fileId === null) {
    say(`${plain(id)} is ${plain(batch.status)} and has no ${errors ? 'errors' : 'answers'} in a file`)
    throw new Unsuccessful(exits.notFound)
  }
  const decoder = new TextDecoder()
  for await (const piece of await client.batches.content(fileId)) world.stdout.write(decoder.decode(piece, { stream: true }))
}

const pollMs = 1_000

function ended(session: Session, id: string, timeoutMs: number): Promise<Batch> {
  const { client, world, say } = session
  const end = world.now() + timeoutMs
  const show = makeProgress(session, id)
  return watching(world, `lectern batches get ${plain(id)}`, async () => {
    for (;;) {
      const batch = await patiently(world, () => client.batches.get(id))
      const { completed, failed, total } = batch.request_counts
      show.show({ phase: plain(batch.status), done: completed + failed, total, unit: 'calls' })
      const isOver = ['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)
      if (isOver || world.now() >= end) show.end()
      if (isOver) return batch
      if (world.now() >= end) {
        say(`${plain(id)} is still ${plain(batch.status)}; it goes on without us`)
        throw new Unsuccessful(exits.timeout)
      }
      await world.sleep(pollMs, world.interrupted)
    }
  })
}
