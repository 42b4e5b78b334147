import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { openControl } from '../control-harness.ts'
import { typesOf } from './types.ts'

it('the types of the API are those of its routes', async () => {
  await using control = await openControl()
  const now = await typesOf((await control.app.inject({ url: '/openapi.json' })).json())
  const kept = await readFile(new URL('../../src/client/openapi.ts', import.meta.url), 'utf8')
  expect(now === kept ? 'as it should be' : firstDifference(kept, now)).toBe('as it should be')
})

/** Two thousand lines of difference would tell nobody what to do. */
function firstDifference(kept: string, now: string): string {
  const [before, after] = [kept.split('\n'), now.split('\n')]
  const at = after.findIndex((line, index) => line !== before[index])
  return `stale; run \`npm run types\`. Line ${at + 1} should be ${after[at]?.trim()}, and is ${before[at]?.trim()}`
}
