import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { type ClientRelease, clients, runClient, type Told } from './client.ts'

/** The source page `hopsworks-create-deployment.md`, with the unmodified `hopsworks` package against the whole platform over TLS. */
describe.each(Object.keys(clients) as ClientRelease[])('hopsworks %s', (release) => {
  let platform: Platform
  let told: Told
  beforeAll(async () => {
    platform = await startPlatform({ settings: { tls: 'self-signed', python: systemPython } })
    told = await runClient(release, 'page.py', platform)
  }, 400_000)
  afterAll(() => platform?.[Symbol.asyncDispose]())
  const isNew = release.startsWith('5')

  it('logs in', () => {
    expect(told.facts).toMatchObject({ project: 'default' })
    expect(told.text).toContain(`Logged in to project, explore it here ${platform.url}/p/`)
  })

  it('saves models and finds them again', () => {
    expect(told.facts).toMatchObject({
      saved: ['my_model_1', 1],
      again: expect.stringMatching(/already exists/),
      best: 2,
      worst: 1,
      model: ['my_model', 1, 'PYTHON', 'Multiplies', { accuracy: 0.92 }],
      example: [[1, 2]],
      downloaded: ['vocabulary/words.txt', 'weights.json'],
    })
    expect(told.facts['versions'].toSorted()).toEqual([1, 2])
    expect(told.text).toContain(`Model created, explore it at ${platform.url}/p/`)
  })

  it('creates deployments both ways', () => {
    expect(told.facts).toMatchObject({
      // The newer client offers a predictor of its own there, out of a feature store.
      without_script: expect.stringMatching(isNew ? /there is no feature store here/ : /Predictor scripts are required/),
      created: 'Created',
      is_created: true,
      name: 'mymodel',
      same: true,
      deployments: ['Another1', 'mymodel'],
    })
    expect(told.text).toMatch(/Deployment created, explore it at https:\S+\/deployments\/\d+/)
    expect(told.text).toContain('Before making predictions, start the deployment by using `.start()`')
    expect(told.text).toContain('Deployment with the same name already exists. Getting existing deployment...')
    if (isNew) expect(told.facts['of_model']).toEqual(['Another1', 'mymodel'])
  })

  it('refuses what cannot be, in words and numbers that the client knows', () => {
    expect(told.facts).toMatchObject({
      other_model: expect.stringMatching(/error code: 240011/),
      bad_name: expect.stringMatching(/error code: 240009.*name "not-a-name" must be 1 to 63 letters and digits/s),
      // The newer client looks by itself.
      no_script: expect.stringMatching(isNew ? /Could not find script_file/ : /error code: 240016.*there is no file .*lost\.py/s),
      stopped: expect.stringMatching(/Deployment not created or running/),
    })
    expect(told.text).toContain('but it is serving a different model version')
  })

  it('starts, predicts and shows logs', () => {
    expect(told.facts).toMatchObject({
      running: ['Running', 'READY', true, 1],
      predictions: {
        predictions: [
          [3, 6],
          [9, 12],
        ],
      },
      inputs: { predictions: [[3, 6]] },
      wrong: expect.stringMatching(/HTTP code: 500.*TypeError/s),
      again_running: true,
    })
    expect(told.text).toContain('Deployment is ready')
    expect(told.text).toContain('Start making predictions by using `.predict()`')
    expect(told.text).toContain('loaded factor 3')
  })

  it('changes what runs', () => {
    expect(told.facts['described']).toBe('Another text')
    expect(told.text).toContain('Running instances updated successfully')
    expect(told.facts['artifact_files']).toContain('predict.py')
    // CREATE makes one for each deployment, and another for the change.
    if (!isNew) return expect(told.facts).toMatchObject({ changed: { predictions: 'another script' }, artifact: 3 })
    expect(told.facts).toMatchObject({
      changed: { predictions: [[30]] },
      versions_now: [
        [2, true],
        [1, false],
      ],
      rolled_back: { predictions: [[3]] },
      active: [1],
      deployment_tags: { owner: { team: 'a' } },
    })
  })

  it('tags, stops and deletes', () => {
    expect(told.facts).toMatchObject({
      tags: { owner: { team: 'a' } },
      tag: { team: 'a' },
      refused: expect.stringMatching(/Deployment not stopped, please stop it first/),
      in_use: expect.stringMatching(/error code: 360009.*mymodel/s),
      stopped_state: ['Stopped', true],
      after: [],
      left: [],
      folder: false,
    })
    expect(told.text).toContain('Deployment deleted successfully')
  })
})
