import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { BatchFiles, NewFile, Received } from '../../control/batches/files.ts'
import { filePurposes } from '../../domain/batch.ts'
import { Failure } from '../../domain/failure.ts'
import { parseAs } from '../../domain/issues.ts'

/** Seconds: an hour to thirty days. */
export const shortestStay = 3_600
export const longestStay = 2_592_000

const Fields = z.strictObject({
  purpose: z.enum(filePurposes),
  'expires_after[anchor]': z.literal('created_at').optional(),
  'expires_after[seconds]': z.coerce.number().int().min(shortestStay).max(longestStay).optional(),
})

/** What was uploaded: contents, and what the form says of them. The contents are there, or nothing is. */
export type Uploaded = Omit<NewFile, 'expiresAt'> & { readonly received: Received; readonly staySeconds: number | null }

/** Reads a form with the part `file`; its fields may come before or after. */
export async function readUpload(request: FastifyRequest, receive: BatchFiles['receive'], mostBytes: number): Promise<Uploaded> {
  if (!request.isMultipart()) throw new Failure('unsupported', 'content-type must be multipart/form-data, with the part "file"')
  const fields: Record<string, string> = {}
  let file: { received: Received; filename: string } | null = null
  try {
    for await (const part of formOf(request)) {
      if (part.type === 'field') {
        // As Azure's documentation writes them.
        const name = part.fieldname.replace(/^expires_after\.(\w+)$/, 'expires_after[$1]')
        if (name in fields) throw new Failure('invalid', `${name.slice(0, 80)} is there twice`, { target: name.slice(0, 80) })
        fields[name] = String(part.value)
        continue
      }
      const received = await receive(part.file).catch(ofForm)
      if (file || part.fieldname !== 'file' || part.file.truncated) {
        await received.discard()
        if (part.file.truncated) throw tooLarge(mostBytes)
        throw new Failure('invalid', `the form has a file "${part.fieldname.slice(0, 80)}"; it must have one, named "file"`, {
          target: 'file',
        })
      }
      file = { received, filename: part.filename }
    }
    const said = parseAs(Fields, fields, { whole: 'the form' })
    const filename = parseAs(Name, file?.filename ?? undefined, { at: 'file', whole: 'file' })
    if (!file) throw missing()
    if (file.received.bytes === 0) throw new Failure('invalid', 'file is empty', { target: 'file', code: 'empty_file' })
    const staySeconds = stayOf(said['expires_after[anchor]'], said['expires_after[seconds]'])
    return { received: file.received, filename, purpose: said.purpose, staySeconds }
  } catch (cause) {
    await file?.received.discard()
    throw cause
  }
}

const Name = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc}/\\]+$/u, 'must have a name without control characters and slashes')

async function* formOf(request: FastifyRequest) {
  const parts = request.parts()
  for (;;) {
    const next = await parts.next().catch(ofForm)
    if (next.done) return
    yield next.value
  }
}

/** What a broken form throws is nobody's bug but the caller's; what the disk throws, and the parser's own refusals, have a code. */
function ofForm(cause: Error): never {
  if (cause instanceof Failure || 'code' in cause) throw cause
  throw new Failure('invalid', `the form cannot be read: ${cause.message.slice(0, 120)}`, { target: 'body' }, { cause })
}

function stayOf(anchor: string | undefined, seconds: number | undefined): number | null {
  if ((anchor === undefined) === (seconds === undefined)) return seconds ?? null
  const target = anchor === undefined ? 'expires_after[anchor]' : 'expires_after[seconds]'
  throw new Failure('invalid', `${target} is required: expires_after has an anchor, "created_at", and seconds`, { target })
}

const missing = (): Failure => new Failure('invalid', 'file is required: the lines, as a part of the form', { target: 'file' })

const tooLarge = (most: number): Failure =>
  new Failure('too_large', `file is larger than ${most} bytes, which is the most that is taken: split it`, { target: 'file' })
