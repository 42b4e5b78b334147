import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Answer, type ControlUnderTest, openControl } from '../control-harness.ts'
import { aDeployment } from '../samples.ts'
import { openRepository, serveRepository } from './git-repository.ts'
import { aTemplate, lineOf } from './samples.ts'

let control: ControlUnderTest
let repository: ReturnType<typeof openRepository>
beforeEach(async () => {
  control = await openControl()
  repository = openRepository()
})
afterEach(async () => {
  await control[Symbol.asyncDispose]()
  repository[Symbol.dispose]()
})

const applications = '/v2/admin/applications'
const post = (path: string, body: unknown) => control.call('POST', path, body)
const add = (more: object = {}) =>
  post(applications, { repositoryUrl: repository.folder, revision: 'main', path: 'templates', applicationName: 'app', ...more })
const status = async (name = 'app') => (await control.call('GET', `${applications}/${name}/status`)).body
/** Synchronises once more, and says how it went. */
async function refresh(name = 'app') {
  await post(`${applications}/${name}/refresh`, undefined)
  await (await control.templates.applications.refresh(name)).ended
  return status(name)
}
const names = async (): Promise<string[]> =>
  (await control.call('GET', '/v2/admin/servingTemplates')).body.resources.map((each: { name: string }) => each.name)
const executable = (id: string): Promise<Answer> => control.call('GET', `/v2/lm/scenarios/my-scenario/executables/${id}`)
const state = (report: { syncResourcesStatus: { name: string; status: string }[] }) =>
  report.syncResourcesStatus.map((each) => `${each.name} ${each.status}`)

describe('an application', () => {
  it('brings what is in its folder, and says how it went, as Argo CD does', async () => {
    repository.commit({
      'templates/a.yaml': aTemplate({ name: 'from-a' }),
      'templates/b.yml': `${aTemplate({ name: 'from-b1' })}---\n${aTemplate({ name: 'from-b2' })}`,
      'templates/notes.md': '# notes',
      'templates/deeper/c.yaml': aTemplate({ name: 'too-deep' }),
      'other.yaml': aTemplate({ name: 'elsewhere' }),
    })
    expect(await add()).toMatchObject({ status: 200, body: { id: 'app', message: 'ArgoCD application has been created' } })
    const report = await refresh()
    expect(report).toEqual({
      healthStatus: 'Healthy',
      syncStatus: 'Synced',
      message: 'successfully synced (all tasks run)',
      source: { repoURL: `file://${repository.folder}`, path: 'templates', revision: 'main' },
      syncStartedAt: '2026-11-20T12:00:00Z',
      syncFinishedAt: '2026-11-20T12:00:00Z',
      reconciledAt: '2026-11-20T12:00:00Z',
      syncResourcesStatus: [
        { name: 'from-a', kind: 'ServingTemplate', status: 'Synced', message: 'from-a is as in a.yaml' },
        { name: 'from-b1', kind: 'ServingTemplate', status: 'Synced', message: 'from-b1 is as in b.yml' },
        { name: 'from-b2', kind: 'ServingTemplate', status: 'Synced', message: 'from-b2 is as in b.yml' },
      ],
      syncRessourcesStatus: report.syncResourcesStatus,
    })
    expect(await names()).toEqual(['from-a', 'from-b1', 'from-b2'])
    expect((await executable('from-b2')).body).toMatchObject({ id: 'from-b2', deployable: true })
    expect((await control.call('GET', applications)).body).toEqual({
      count: 1,
      resources: [{ applicationName: 'app', repositoryUrl: `file://${repository.folder}`, revision: 'main', path: 'templates' }],
    })
  })

  it('is looked at again every three minutes', async () => {
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'by-clock' }) })
    await add()
    control.templates.start()
    await vi.waitUntil(async () => (await names()).length === 1)
    await refresh()
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'by-clock', version: '0.2.0' }) })
    await control.clock.advance(3 * 60_000)
    await vi.waitUntil(async () => (await executable('by-clock')).body.versionId === '0.2.0')
    expect((await executable('by-clock')).body).toMatchObject({
      createdAt: '2026-11-20T12:00:00+00:00',
      modifiedAt: '2026-11-20T12:03:00+00:00',
    })
  })

  it('goes on with the rest where a file is not sound, and keeps what that file brought before', async () => {
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'good' }), 'templates/b.yaml': aTemplate({ name: 'other' }) })
    await add()
    await refresh()
    const broken = aTemplate({ name: 'good' }).replace('runtime: python', 'runtime: cobol')
    repository.commit({
      'templates/a.yaml': broken,
      'templates/b.yaml': aTemplate({ name: 'other', version: '0.2.0' }),
      'templates/c.yaml': 'a: [',
      'templates/d.yaml': aTemplate().replace('ServingTemplate', 'WorkflowTemplate'),
      'templates/e.yaml': 'x'.repeat(70_000),
      'templates/f.yaml': aTemplate({ name: 'python' }),
      'templates/g.yaml': aTemplate({ name: 'other' }),
    })
    await control.clock.advance(1_000)
    const report = await refresh()
    expect(report).toMatchObject({
      healthStatus: 'Degraded',
      syncStatus: 'OutOfSync',
      message: '6 of 7 resources were not taken',
    })
    expect(state(report)).toEqual([
      'good SyncFailed',
      'other Synced',
      'c.yaml SyncFailed',
      'sums SyncFailed',
      'e.yaml SyncFailed',
      'python SyncFailed',
      'other SyncFailed',
    ])
    const said = report.syncResourcesStatus.map((each: { message: string }) => each.message)
    const line = lineOf(broken, 'runtime: cobol')
    expect(said[0]).toMatch(new RegExp(`^a.yaml: line ${line}: spec.template.spec.predictor.model.runtime names no runtime`))
    expect(said[2]).toMatch(/^c.yaml: line 1: is no YAML/)
    expect(said[3]).toMatch(/must be ServingTemplate, got WorkflowTemplate/)
    expect(said[4]).toMatch(/larger than 64 KiB/)
    expect(said[5]).toMatch(/server's own/)
    expect(said[6]).toMatch(/other is in b.yaml too/)
    // As SAP AI Core says that an executable could not be synchronised.
    expect((await executable('good')).body).toMatchObject({ versionId: '0.1.0', modifiedAt: '1970-01-01T00:00:00+00:00' })
    expect((await executable('other')).body).toMatchObject({ versionId: '0.2.0', modifiedAt: '2026-11-20T12:00:01+00:00' })
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'good' }) })
    await refresh()
    expect((await executable('good')).body.modifiedAt).toBe('2026-11-20T12:00:01+00:00')
  })

  it('takes away what is gone, but nothing that a deployment uses', async () => {
    const script = '[{ name: script }]'
    const spec = 'predictor: { model: { runtime: python, parameters: { model: "{{inputs.parameters.script}}" } } }'
    const shape = { parameters: script, artifacts: '[]', spec }
    repository.commit({
      'templates/a.yaml': aTemplate({ name: 'used', ...shape }),
      'templates/b.yaml': aTemplate({ name: 'idle' }),
    })
    await add()
    await refresh()
    const configuration = await post('/v2/lm/configurations', {
      name: 'c',
      scenarioId: 'my-scenario',
      executableId: 'used',
      parameterBindings: [{ key: 'script', value: 'iris' }],
    })
    expect(configuration.status).toBe(201)
    const stored = await control.store.configurations.get('default', configuration.body.id)
    if (!stored) throw new Error('the configuration is not there')
    await control.store.deployments.insert(aDeployment('d000000000000001', stored), 'test')
    repository.commit({ 'templates/a.yaml': null, 'templates/b.yaml': null, 'templates/c.yaml': aTemplate({ name: 'newer' }) })
    const report = await refresh()
    expect(state(report)).toEqual(['newer Synced', 'used PruneSkipped'])
    expect(report).toMatchObject({ healthStatus: 'Healthy' })
    expect((await control.call('GET', '/v2/admin/servingTemplates/used')).body).toMatchObject({
      keptSince: '2026-11-20T12:00:00Z',
    })
    expect(await names()).toEqual(['newer', 'used'])
    await control.store.deployments.remove('d000000000000001', 1)
    await refresh()
    expect(await names()).toEqual(['newer'])
    await control.call('DELETE', `${applications}/app`)
    expect(await names()).toEqual([])
    expect((await control.call('GET', `${applications}/app`)).status).toBe(404)
  })

  it('leaves all as it is where the repository cannot be read, and says why', async () => {
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'staying' }) })
    await add()
    await refresh()
    await control.call('PATCH', `${applications}/app`, {
      repositoryUrl: repository.folder,
      revision: 'no-such',
      path: 'templates',
    })
    expect(await refresh()).toMatchObject({
      healthStatus: 'Degraded',
      syncStatus: 'Unknown',
      message: expect.stringMatching(/no-such/),
    })
    await control.call('PATCH', `${applications}/app`, { repositoryUrl: repository.folder, revision: 'main', path: 'nowhere' })
    expect(await refresh()).toMatchObject({ message: 'there is no folder nowhere in the repository at main' })
    await control.call('PATCH', `${applications}/app`, { repositoryUrl: '/no/such/repository', revision: 'main', path: '.' })
    expect((await refresh()).syncStatus).toBe('Unknown')
    expect(await names()).toEqual(['staying'])
  })

  it('reads a tag, a commit, or what HEAD is, and the top of the repository', async () => {
    const first = repository.commit({ 'a.yaml': aTemplate({ name: 'at-top', version: '1' }) })
    repository.git('tag', 'v1')
    repository.commit({ 'a.yaml': aTemplate({ name: 'at-top', version: '2' }) })
    await add({ revision: 'v1', path: '.' })
    for (const [revision, version] of [
      ['v1', '1'],
      ['HEAD', '2'],
      [first, '1'],
    ]) {
      await control.call('PATCH', `${applications}/app`, { repositoryUrl: repository.folder, revision, path: '' })
      expect(await refresh()).toMatchObject({ syncStatus: 'Synced', source: { path: '.' } })
      expect((await executable('at-top')).body.versionId).toBe(version)
    }
  })

  it('runs nothing of the repository and follows nothing out of it', async () => {
    const trace = join(control.folder, 'ran')
    writeFileSync(join(control.folder, 'secret.yaml'), aTemplate({ name: 'secret' }))
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'plain' }), '.gitattributes': '*.yaml filter=evil\n' })
    symlinkSync(join(control.folder, 'secret.yaml'), join(repository.folder, 'templates/link.yaml'))
    repository.git('config', 'filter.evil.smudge', `touch ${trace}`)
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      const path = join(repository.folder, '.git/hooks', hook)
      writeFileSync(path, `#!/bin/sh\ntouch ${trace}\n`)
      chmodSync(path, 0o755)
    }
    repository.git('-c', 'core.hooksPath=/dev/null', 'add', '-A')
    repository.git(
      '-c',
      'core.hooksPath=/dev/null',
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${repository.git('rev-parse', 'HEAD')},templates/sub.yaml`,
    )
    repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'links')
    await add()
    expect(state(await refresh())).toEqual(['plain Synced'])
    expect(existsSync(trace)).toBe(false)
  })

  it('takes no template that is somebody else’s', async () => {
    await post('/v2/admin/servingTemplates', { template: aTemplate({ name: 'uploaded' }) })
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'uploaded' }), 'templates/b.yaml': aTemplate({ name: 'shared' }) })
    await add()
    await refresh()
    await add({ applicationName: 'app-2' })
    expect(state(await refresh('app-2'))).toEqual(['uploaded SyncFailed', 'shared SyncFailed'])
    expect(await control.call('DELETE', '/v2/admin/servingTemplates/shared')).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringMatching(/comes from application app/) } },
    })
    await control.call('DELETE', `${applications}/app`)
    expect(await names()).toEqual(['uploaded'])
    expect(state(await refresh('app-2'))).toEqual(['uploaded SyncFailed', 'shared Synced'])
  })
})

describe('a repository', () => {
  const repositories = '/v2/admin/repositories'
  const settled = async (name: string) => {
    await vi.waitUntil(async () => (await control.call('GET', `${repositories}/${name}`)).body.status !== 'IN-PROGRESS')
    return (await control.call('GET', `${repositories}/${name}`)).body
  }

  it('is entered with its credentials, which nobody sees again', async () => {
    repository.commit({ 'templates/a.yaml': aTemplate({ name: 'behind-a-door' }) })
    using server = await serveRepository(repository.folder, 'robot:pass word')
    const given = { name: 'repo', url: server.url, username: 'robot', password: 'wrong' }
    expect(await post(repositories, given)).toMatchObject({
      status: 200,
      body: { id: 'repo', message: 'Repository has been on-boarded' },
    })
    expect(await settled('repo')).toMatchObject({ name: 'repo', url: server.url, status: 'ERROR' })
    expect(await post(repositories, { ...given, name: 'again' })).toMatchObject({ status: 409 })
    const changed = await control.call('PATCH', `${repositories}/repo`, { username: 'robot', password: 'pass word' })
    expect(changed).toMatchObject({ status: 200, body: { id: 'repo' } })
    expect(await settled('repo')).toEqual({ name: 'repo', url: server.url, status: 'COMPLETED' })

    await post(applications, { repositoryName: 'repo', revision: 'HEAD', path: 'templates', applicationName: 'app' })
    expect(await refresh()).toMatchObject({ syncStatus: 'Synced', source: { repoURL: server.url } })
    expect(await names()).toEqual(['behind-a-door'])
    expect(JSON.stringify([await control.store.templates.repositories.list(), control.audited, control.logged])).not.toMatch(
      /pass word|wrong/,
    )
    expect(await control.call('DELETE', `${repositories}/repo`)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringMatching(/used by applications app/) } },
    })
    await control.call('DELETE', `${applications}/app`)
    expect(await control.call('DELETE', `${repositories}/repo`)).toMatchObject({
      status: 200,
      body: { id: 'repo', message: 'The repository has been off-boarded.' },
    })
    expect((await control.call('GET', repositories)).body).toEqual({ count: 0, resources: [] })
  })

  it('names itself after its address', async () => {
    const created = await post(repositories, { url: repository.folder, username: 'x', password: 'y' })
    expect(created.body.id).toMatch(/^lectern-repository-[a-z0-9-]+$/)
    expect(await settled(created.body.id)).toMatchObject({ status: 'COMPLETED' })
  })

  it.each([
    [{ url: 'ssh://git@host/r' }, /url: "ssh:\/\/git@host\/r" is none; allowed are https/],
    [{ url: 'git@github.com:a/b.git' }, /is none/],
    [{ url: 'ext::sh -c touch% /tmp/x' }, /is none/],
    [{ url: '--upload-pack=touch /tmp/x' }, /is none/],
    [{ url: 'relative/path' }, /is none/],
    [{ url: 'https://user:pass@host/r' }, /must not hold a user name/],
    [{ url: 'https://host/r?token=x' }, /must not hold a query/],
    [{ url: 'https://host/r', name: 'Not Good' }, /name must be small letters/],
    [{}, /url is required/],
  ])('%j is refused', async (body, message) => {
    expect(await post(repositories, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(message) } },
    })
  })

  it.each([
    [{ revision: '--upload-pack=x' }, /revision .* must be a branch/],
    [{ revision: 'main:other' }, /must be a branch/],
    [{ revision: '+main' }, /must be a branch/],
    [{ revision: 'a..b' }, /must be a branch/],
    [{ path: '../..' }, /path .* must be a folder within/],
    [{ applicationName: 'No' }, /applicationName must/],
    [{ repositoryName: 'none' }, /one of repositoryUrl and repositoryName/],
    [{ repositoryUrl: undefined, repositoryName: 'none' }, /repositoryName: there is no repository "none"/],
  ])('an application with %j is refused', async (more, message) => {
    expect(await add(more)).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(message) } } })
    expect(await control.store.templates.applications.list()).toEqual([])
  })

  it('must be at a public address, unless the administrator says otherwise', async () => {
    await using closed = await openControl({ allowPrivate: false })
    for (const url of [
      'https://127.0.0.1/r',
      'https://localhost/r',
      'https://[::1]/r',
      'https://169.254.169.254/r',
      'http://example.com/r',
    ])
      expect((await closed.call('POST', repositories, { url, username: '', password: '' })).status).toBe(400)
    // A name is judged by what it resolves to, at each look.
    await closed.call('POST', repositories, { name: 'inside', url: 'https://localhost.localdomain.invalid/r' })
    await vi.waitUntil(async () => (await closed.call('GET', `${repositories}/inside`)).body.status === 'ERROR')
  })
})
