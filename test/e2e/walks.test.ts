import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storiesOrTiny } from '../llama-runner.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { mismatch, walk } from '../walk.ts'

/** The pages of `docs/walks/` do what they say: every command is run, every output shown is compared. */
describe('walks of the docs', () => {
  let platform: Platform
  let upstream: OpenaiUpstream
  const page = (name: string): string => join(import.meta.dirname, '../../docs/walks', `${name}.md`)

  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    upstream.behaviour.style = 'azure'
    platform = await startPlatform({ at: '2026-11-20T12:00:00Z' })
  })
  afterAll(async () => {
    await platform[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  it.each(['deploy-a-generative-model', 'use-your-model'])('%s', async (name) => {
    const steps = await walk(page(name), {
      DATA_DIR: platform.dataDir,
      URL: platform.url,
      AZURE_ENDPOINT: upstream.address,
      AZURE_KEY: 'azure-key',
      MODEL_FILE: storiesOrTiny(),
    })
    expect(steps.map(mismatch).filter((each) => each !== null)).toEqual([])
  })
})
