import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Principal } from '../../domain/principal.ts'
import type { AuditReadDeps } from '../platform/audit.ts'
import { readAbout, readSystem } from './about.ts'
import { type CheckDeps, runChecks } from './checks.ts'
import { scrub } from './scrub.ts'
import { type Packed, tarGz } from './tar-gz.ts'

const day = 86_400_000
const logBytes = 512 * 1024
const most = 2_000

/**
 * What somebody needs who helps from afar, as a `.tar.gz`: facts, checks, settings without secrets, the ends of our logs, deployments
 * with their statuses, events of a week and the audit trail of a day. No credential, no configuration's values, no word of any call.
 */
export const packDiagnostics =
  (deps: CheckDeps & AuditReadDeps) =>
  (viewer: Principal): Readable => {
    const { store, clock, installation } = deps
    const now = clock.now()
    const json = (path: string, read: () => unknown): Packed => ({
      path: `lectern-diagnostics/${path}`,
      text: async () => scrub(`${JSON.stringify(await read(), null, 2)}\n`),
    })
    const log = (name: string): Packed => ({
      path: `lectern-diagnostics/${name}.log`,
      text: async () => scrub(await endOf(join(installation.logFolder, `${name}.log`))),
    })
    const system = readSystem(deps)
    const everything = { resourceGroups: '*', end: now + 1 } as const
    const files: readonly Packed[] = [
      json('about.json', async () => ({ ...readAbout(deps)(), ...(await system()), settings: undefined })),
      json('settings.json', async () => (await system()).settings),
      json('checks.json', () => runChecks(deps)(viewer)),
      json('deployments.json', () => deploymentsIn(deps)),
      json('instances.json', async () =>
        (await deps.engine.observe()).map(({ id, deploymentId, phase, readyAt }) => ({ id, deploymentId, phase, readyAt })),
      ),
      json('events.json', async () =>
        (await store.events.list({ ...everything, deployments: '*', start: now - 7 * day }, most)).map(
          ({ at, kind, severity, resourceGroup, deploymentId, message }) => ({
            at,
            kind,
            severity,
            resourceGroup,
            deploymentId,
            message,
          }),
        ),
      ),
      json('audit.json', async () => {
        await deps.auditTrail.flush()
        return store.audit.list({ ...everything, start: now - day }, null, most)
      }),
      log('control'),
      log('gateway'),
    ]
    return tarGz(files, now)
  }

async function deploymentsIn({ store }: CheckDeps): Promise<readonly object[]> {
  const all = await Promise.all((await store.deployments.allIds()).map((id) => store.deployments.byId(id)))
  const ids = all.flatMap((each) => (each ? [each.configurationId] : []))
  const executables = new Map((await store.configurations.byIds(ids)).map(({ id, executableId }) => [id, executableId]))
  return all.flatMap((each) => {
    if (!each) return []
    const { id, name, resourceGroup, status, targetStatus, statusMessage, generation, observedGeneration, instancesRunning } =
      each
    const { createdAt, modifiedAt, startTime, configurationId, modelVersion, scaled } = each
    const executableId = executables.get(configurationId) ?? null
    const facts = { id, name, resourceGroup, executableId, modelVersion, status, targetStatus, statusMessage }
    return [{ ...facts, generation, observedGeneration, instancesRunning, scaled, createdAt, modifiedAt, startTime }]
  })
}

/** Whole lines of its end. */
async function endOf(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (!file) return 'the log goes to standard output: whoever collects it has it\n'
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - logBytes)
    const buffer = Buffer.alloc(size - from)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
    const text = buffer.toString('utf8', 0, bytesRead)
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
  } finally {
    await file.close()
  }
}
