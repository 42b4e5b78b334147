import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storiesOrTiny } from '../llama-runner.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { startPlatform } from '../platform.ts'
import { systemPython } from '../python-environment.ts'
import { blocksOf } from './blocks.ts'
import { runPage } from './run-page.ts'

const page = (name: string): string => join(import.meta.dirname, '../../docs', `${name}.md`)
const patience = { timeout: 120_000 }

/** How-tos do what they say: each against a platform of its own, with an upstream that speaks Azure's wire. */
describe('how-tos', () => {
  const names = globSync('*.md', { cwd: page('how-to').replace(/\.md$/, '') }).map((name) => name.slice(0, -3))
  // test/sdk/package.test.ts runs the pages of the kit, against the kit as it is packed.
  const run = names
    .filter((name) => !name.startsWith('use-the-sdk'))
    .filter((name) => blocksOf(page(`how-to/${name}`)).some(({ notRun }) => notRun === null))
    .sort()
  let upstream: OpenaiUpstream
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    upstream.behaviour.style = 'azure'
  })
  afterAll(() => upstream[Symbol.asyncDispose]())

  it.each(names)('%s has its commands in blocks that are run, or say why not', (name) => {
    const plain = readFileSync(page(`how-to/${name}`), 'utf8').matchAll(/^```\n((?:npx|curl|echo) [\s\S]*?)^```$/gm)
    expect([...plain].map(([, text]) => text)).toEqual([])
  })

  it.each(run)('%s', patience, async (name) => {
    const demo = readFileSync(page(`how-to/${name}`), 'utf8').includes('demo')
    await using platform = await startPlatform({ at: '2026-11-20T12:00:00Z', settings: { demo, python: systemPython } })
    const env = { AZURE_ENDPOINT: upstream.address, AZURE_KEY: 'azure-key', MODEL_FILE: storiesOrTiny() }
    await runPage(page(`how-to/${name}`), { platform, env })
  })
})
