import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AuditEntry } from '../../client/watching.ts'
import { parseDuration } from '../duration.ts'
import { wholeIn } from '../number-in.ts'
import { plain, type Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'

export type AuditOptions = {
  readonly since: string
  readonly actor?: string
  readonly action?: string
  readonly target?: string
  readonly inGroup?: string
  readonly outcome?: string
  readonly limit: string
}
export type DiagnosticsOptions = { readonly outputFile?: string }

const shape: Shape<AuditEntry> = {
  columns: {
    AT: (each) => each.at.slice(0, 19).replace('T', ' '),
    WHO: (each) => each.actorName,
    ACTION: (each) => each.action,
    TARGET: (each) => each.target,
    GROUP: (each) => each.resourceGroup,
    OUTCOME: (each) => (each.outcome === 'done' ? 'done' : `refused (${each.status})`),
    MESSAGE: (each) => each.message,
  },
  name: (each) => each.id,
}

const pageSize = 1_000

/** The newest come first, as many as are asked for, page by page. */
export async function listAudit({ client, output, world, say }: Session, options: AuditOptions): Promise<void> {
  const { since, actor, action, target, inGroup, outcome } = options
  const limit = wholeIn(options.limit, '--limit')
  if (limit === 0) throw new UsageError('--limit 0: must be at least 1')
  const start = new Date(world.now() - parseDuration(since, '--since')).toISOString()
  const found: AuditEntry[] = []
  let cursor: string | undefined
  do {
    const $top = Math.min(pageSize, limit - found.length)
    const page = await client.watching.audit({ start, actor, action, target, resourceGroup: inGroup, outcome, $top, cursor })
    found.push(...page.resources)
    cursor = page.cursor
  } while (cursor !== undefined && found.length < limit)
  await output.list(shape, { count: found.length, resources: found })
  if (cursor !== undefined) say(`these are the newest ${limit}; --limit shows more`)
}

/** Writes the bundle to a file, which is there whole or not at all. */
export async function saveDiagnostics({ client, world, say }: Session, { outputFile }: DiagnosticsOptions): Promise<void> {
  const name = outputFile ?? `lectern-diagnostics-${new Date(world.now()).toISOString().slice(0, 10)}.tar.gz`
  const path = resolve(world.cwd, name)
  const partial = `${path}.partial`
  try {
    const bytes = Readable.fromWeb(
      (await client.watching.diagnostics(world.interrupted)) as Parameters<typeof Readable.fromWeb>[0],
    )
    // It tells much about an installation, though no secret: it is its owner's.
    await pipeline(bytes, createWriteStream(partial, { mode: 0o600 }))
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  say('look into it before you give it away: names, addresses and messages are in it, secrets and calls are not')
  world.stdout.write(`${plain(path)}\n`)
}
