import { expect, it } from 'vitest'
import { aConfiguration } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import type { StoredTemplate, TemplateApplication, TemplateRepository } from '../domain/template.ts'

const template: StoredTemplate = {
  name: 'my-exec',
  content: 'kind: ServingTemplate',
  application: null,
  file: null,
  problem: null,
  removedAt: null,
  createdBy: 'admin',
  createdAt: 1,
  modifiedAt: 1,
}
const pin = (configurationId: string, content = 'old') => ({ configurationId, template: 'my-exec', content })

describeEachStore('serving templates', (under) => {
  it('are listed by name, written over, and removed', async () => {
    const { templates } = under.store
    const synced = { ...template, name: 'an-exec', application: 'app', file: 'a.yaml', problem: 'line 1', removedAt: 5 }
    await templates.put(template)
    await templates.put(synced)
    await templates.put({ ...template, content: 'new', modifiedAt: 2 })
    await under.reopen()
    expect(await under.store.templates.list()).toEqual([synced, { ...template, content: 'new', modifiedAt: 2 }])
    expect(await under.store.templates.remove('an-exec')).toBe(true)
    expect(await under.store.templates.remove('an-exec')).toBe(false)
  })

  it('leave the first form to configurations that are pinned, until they are unpinned, the template or they themselves go', async () => {
    const { templates, configurations, resourceGroups } = under.store
    for (const id of ['c1', 'c2', 'c3']) await configurations.insert(aConfiguration(id, id === 'c3' ? 'team-a' : 'default'))
    await templates.put(template, { pins: [pin('c1'), pin('c2'), pin('c3')], unpin: [] })
    await templates.put(template, { pins: [pin('c1', 'newer')], unpin: ['c2'] })
    expect(await templates.pins()).toEqual([pin('c1'), pin('c3')])
    await resourceGroups.remove('team-a')
    expect(await templates.pins()).toEqual([pin('c1')])
    await templates.put(template, { pins: [pin('c2')], unpin: [] })
    await templates.unpin(['c1'])
    expect(await templates.pins()).toEqual([pin('c2')])
    await templates.remove('my-exec')
    expect(await templates.pins()).toEqual([])
  })

  it('come from repositories and applications, each with a name of its own', async () => {
    const { repositories, applications } = under.store.templates
    const repository: TemplateRepository = {
      name: 'repo',
      url: 'https://git.example/x',
      sealedCredentials: null,
      status: 'IN-PROGRESS',
      message: '',
      createdAt: 1,
      modifiedAt: 1,
    }
    await repositories.insert(repository)
    await expect(repositories.insert(repository)).rejects.toMatchObject({ code: 'conflict' })
    const reached = { ...repository, status: 'COMPLETED' as const, sealedCredentials: 'v1.x' }
    expect(await repositories.update(reached)).toBe(true)
    expect(await repositories.update({ ...reached, name: 'none' })).toBe(false)
    expect(await repositories.list()).toEqual([reached])
    expect(await repositories.get('none')).toBeNull()
    expect([await repositories.remove('repo'), await repositories.remove('repo')]).toEqual([true, false])

    const application: TemplateApplication = {
      name: 'app',
      repositoryUrl: repository.url,
      revision: 'HEAD',
      path: '',
      sync: null,
      createdAt: 1,
      modifiedAt: 1,
    }
    await applications.insert(application)
    await expect(applications.insert(application)).rejects.toMatchObject({ code: 'conflict' })
    const sync = {
      outcome: 'partly' as const,
      message: '1 of 2 files are not sound',
      commit: 'a'.repeat(40),
      startedAt: 1,
      finishedAt: 2,
      resources: [{ file: 'a.yaml', name: 'a', kind: 'ServingTemplate', state: 'refused' as const, message: 'line 1' }],
    }
    await applications.update({ ...application, sync })
    expect(await applications.get('app')).toEqual({ ...application, sync })
    expect(await applications.list()).toEqual([{ ...application, sync }])
    expect([await applications.remove('app'), await applications.remove('app')]).toEqual([true, false])
  })
})
