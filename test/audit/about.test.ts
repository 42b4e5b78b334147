import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

/** What an installation says of itself, and that none of it is a secret. */

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
})
afterAll(() => control[Symbol.asyncDispose]())

const as = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` })

describe('about', () => {
  it('tells a viewer version, age and addresses, and no more', async () => {
    const viewer = await control.keyFor('viewer', ['team-a'])
    const { status, body } = await control.call('GET', '/v2/admin/about', undefined, { ...as(viewer), host: 'here:8080' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ version: '0.1.0', uptimeSeconds: 0, startedAt: '2026-11-20T12:00:00.000Z', publicUrl: null })
    expect(body.addresses).toMatchObject({ openai: 'http://here:8080/v1', token: 'http://here:8080/oauth/token' })
    expect(body.caller).toMatchObject({ kind: 'apiKey', role: 'viewer', resourceGroups: ['team-a'] })
    expect(Object.keys(body)).not.toContain('system')
  })

  it('tells an administrator of machine, store, engines and settings, without their secrets', async () => {
    const { body } = await control.call('GET', '/v2/admin/about')
    expect(body.system).toMatchObject({
      store: { kind: 'sqlite', bytes: expect.any(Number) },
      ledger: { bytes: 0, ms: 0 },
      gateways: [],
      machine: { cores: expect.any(Number), disk: { freeMb: expect.any(Number) } },
      forInstances: { cores: 64, memoryMb: 262_144, gpus: 2 },
      settings: { port: 8080, databaseUrl: 'postgres://[hidden]@host/lectern', vaultToken: '[hidden]' },
    })
    expect(body.system.store.bytes).toBeGreaterThan(10_000)
    expect(JSON.stringify(body)).not.toContain('planted')
  })

  it('tells an administrator of some groups what it tells everybody', async () => {
    const some = await control.keyFor('admin', ['team-a'])
    expect(Object.keys((await control.call('GET', '/v2/admin/about', undefined, as(some))).body)).not.toContain('system')
    expect((await control.call('GET', '/v2/admin/about/checks', undefined, as(some))).status).toBe(403)
    expect((await control.call('GET', '/v2/admin/diagnostics', undefined, as(some))).status).toBe(403)
  })
})

describe('checks', () => {
  const checks = async (): Promise<Record<string, { state: string; message: string; next: string }>> => {
    const { status, body } = await control.call('GET', '/v2/admin/about/checks')
    expect(status).toBe(200)
    return Object.fromEntries(body.resources.map((each: { name: string }) => [each.name, each]))
  }

  it('names what is missing, and what to do about it', async () => {
    expect(await checks()).toMatchObject({
      clock: { state: 'ok' },
      ledger: { state: 'ok' },
      gateways: { state: 'failed', message: 'no gateway reports' },
      Python: { state: 'warning', next: expect.stringContaining('--python') },
      providers: { state: 'ok', message: 'there is no connection' },
      budgets: { state: 'ok', message: 'there is no budget' },
      retirements: { state: 'ok' },
    })
  })

  it('remembers that a connection failed its last test', async () => {
    const connection = { name: 'gone', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' }
    expect((await control.call('POST', '/v2/admin/connections', connection)).status).toBe(201)
    expect((await control.call('POST', '/v2/admin/connections/gone/test')).body.ok).toBe(false)
    expect(await checks()).toMatchObject({ providers: { state: 'warning', message: expect.stringContaining('"gone"') } })
    await control.call('DELETE', '/v2/admin/connections/gone')
    expect(await checks()).toMatchObject({ providers: { state: 'ok' } })
  })
})

describe('diagnostics', () => {
  it('are a bundle that tar opens, without a secret and without a word of any call', async () => {
    const planted = 'planted-very-secret'
    const key = await control.keyFor('operator')
    const credential = { apiKey: `${planted}-credential` }
    const connection = { name: 'openai', provider: 'openai', credential }
    expect((await control.call('POST', '/v2/admin/connections', connection)).status).toBe(201)
    const secret = { name: 'kept', data: { password: Buffer.from(`${planted}-data`).toString('base64') } }
    expect((await control.call('POST', '/v2/admin/secrets', secret)).status).toBe(200)
    // A refusal that might repeat what was sent.
    await control.call('POST', '/v2/admin/connections', {
      ...connection,
      name: 'x y',
      credential: { apiKey: [`${planted}-odd`] },
    })
    mkdirSync(join(control.folder, 'logs'), { recursive: true })
    writeFileSync(
      join(control.folder, 'logs', 'control.log'),
      `{"level":"info","msg":"control is ready"}\n{"msg":"told Bearer ${key} and postgres://u:${planted}-log@host/db"}\n`,
    )

    const answer = await control.app.inject({ url: '/v2/admin/diagnostics', headers: as(control.admin) })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/gzip',
      'content-disposition': 'attachment; filename="lectern-diagnostics-20261120T1200.tar.gz"',
    })
    const folder = mkdtempSync(join(tmpdir(), 'lectern-bundle-'))
    try {
      writeFileSync(join(folder, 'bundle.tar.gz'), answer.rawPayload)
      execFileSync('tar', ['-xzf', 'bundle.tar.gz'], { cwd: folder })
      const inside = join(folder, 'lectern-diagnostics')
      const names = readdirSync(inside).sort()
      expect(names).toEqual([
        'about.json',
        'audit.json',
        'checks.json',
        'control.log',
        'deployments.json',
        'events.json',
        'gateway.log',
        'instances.json',
        'settings.json',
      ])
      const texts = Object.fromEntries(names.map((name) => [name, readFileSync(join(inside, name), 'utf8')]))
      const all = Object.values(texts).join('\n')
      for (const word of [planted, Buffer.from(`${planted}-data`).toString('base64'), key, control.admin])
        expect(all).not.toContain(word)
      expect(texts['control.log']).toContain('control is ready')
      expect(JSON.parse(texts['audit.json'] ?? '')).toContainEqual(
        expect.objectContaining({ action: 'secrets.create', target: 'kept' }),
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('are in the audit trail themselves', async () => {
    const { body } = await control.call('GET', '/v2/admin/audit?action=diagnostics')
    expect(body.resources[0]).toMatchObject({ action: 'diagnostics.read', outcome: 'done' })
  })
})
