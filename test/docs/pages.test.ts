import { globSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { clients } from '../hopsworks/client.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { startPlatform } from '../platform.ts'
import { pythonWith, systemPython } from '../python-environment.ts'
import { runPage } from './run-page.ts'

/** Pages of the docs do what they say: every block is run against a whole platform, or says why it is not. */

const docs = join(import.meta.dirname, '../../docs')
const pagesIn = (folder: string): readonly string[] => globSync(`${folder}/*.md`, { cwd: docs }).sort()
const patience = { timeout: 120_000 }

describe('tutorials', () => {
  it.each(pagesIn('tutorials'))('%s', patience, async (page) => {
    await using platform = await startPlatform({ settings: { demo: true, python: systemPython } })
    await runPage(join(docs, page), { platform })
  })
})

describe('coming from', () => {
  let upstream: OpenaiUpstream
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    upstream.behaviour.style = 'azure'
  })
  afterAll(() => upstream[Symbol.asyncDispose]())

  it.each(pagesIn('coming-from').filter((page) => !page.includes('hopsworks')))('%s', patience, async (page) => {
    await using platform = await startPlatform({ at: '2026-11-20T12:00:00Z' })
    await runPage(join(docs, page), { platform, env: { AZURE_ENDPOINT: upstream.address, AZURE_KEY: 'azure-key' } })
  })

  it('coming-from/hopsworks.md', { timeout: 400_000 }, async () => {
    await using platform = await startPlatform({ settings: { tls: 'self-signed', python: systemPython } })
    await runPage(join(docs, 'coming-from/hopsworks.md'), { platform, python: pythonWith(clients['5.2.1']) })
  })
})
