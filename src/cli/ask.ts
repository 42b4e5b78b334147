import { Trouble, type World } from './world.ts'

/** Questions to a person at a terminal; what asks them is loaded only there. */

type Streams = Parameters<typeof import('@clack/prompts')['confirm']>[0]

const left = (): Trouble => new Trouble('nothing was done', { next: 'say yes, or add --yes' })

/** Goes on where the person says yes. Without a person nobody is asked: a script has said what it wants. */
export async function confirm(world: World, question: string): Promise<void> {
  if (!isAsked(world)) return
  const { confirm: ask, isCancel } = await import('@clack/prompts')
  const answer = await ask({ message: question, initialValue: false, ...streams(world) })
  if (isCancel(answer) || !answer) throw left()
}

/** Goes on where the person types the name of what is about to be lost. */
export async function confirmByName(world: World, question: string, name: string): Promise<void> {
  const { text, isCancel } = await import('@clack/prompts')
  const answer = await text({ message: `${question} Type ${name} to go on`, ...streams(world) })
  if (isCancel(answer) || answer !== name) throw left()
}

/** What is typed is not shown. */
export async function askSecret(world: World, question: string): Promise<string> {
  const { password, isCancel } = await import('@clack/prompts')
  const answer = await password({ message: question, ...streams(world) })
  if (isCancel(answer) || !answer) throw new Trouble('nothing was typed, so nothing was done')
  return answer.trim()
}

export const isAsked = (world: World): boolean => world.stdin.isTTY === true && world.stderr.isTTY === true

/** Words go to standard error, here too. */
const streams = ({ stdin, stderr }: World) => ({ input: stdin, output: stderr }) as unknown as Pick<Streams, 'input' | 'output'>
