import { expect, it } from 'vitest'
import { DeploymentName } from '../domain/ids.ts'
import { freeName } from './deployment-name.ts'

it.each([
  { wish: 'chat', taken: [], expected: 'chat' },
  { wish: 'My chat, für Köln!', taken: [], expected: 'My-chat-fur-Koln' },
  { wish: '  ', taken: [], expected: 'deployment' },
  { wish: '日本', taken: ['deployment'], expected: 'deployment-2' },
  { wish: 'chat', taken: ['chat', 'chat-2'], expected: 'chat-3' },
  { wish: 'x'.repeat(200), taken: ['x'.repeat(63)], expected: `${'x'.repeat(61)}-2` },
  { wish: '--a--', taken: [], expected: 'a' },
])('"$wish" becomes $expected', async ({ wish, taken, expected }) => {
  const name = await freeName(wish, 'deployment', async (each) => (taken as string[]).includes(each))
  expect(name).toBe(expected)
  expect(DeploymentName.safeParse(name).success).toBe(true)
})
