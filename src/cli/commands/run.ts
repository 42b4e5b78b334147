import { numberIn } from '../number-in.ts'
import { plain } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError } from '../world.ts'
import { converse, type Message } from './converse.ts'
import { findDeployment } from './find-deployment.ts'
import { predict, readAll } from './predict.ts'
import { readDeltas } from './read-deltas.ts'

export type RunOptions = {
  readonly system?: string
  readonly maxTokens?: string
  readonly temperature?: string
  readonly input?: string
}

/** One answer to one prompt (an argument, or standard input), or a conversation at a terminal. Answers go to standard output as they come. */
export async function run(session: Session, named: string, prompt: string, options: RunOptions): Promise<void> {
  const { world, output, client } = session
  const settings = {
    ...number('max_tokens', '--max-tokens', options.maxTokens),
    ...number('temperature', '--temperature', options.temperature),
  }
  const deployment = await findDeployment(session, named)
  if (options.input !== undefined) return predict(session, deployment, options.input)
  const { id } = deployment
  const opening: Message[] = options.system ? [{ role: 'system', content: options.system }] : []
  const asked = prompt || (world.stdin.isTTY ? '' : (await readAll(world.stdin)).trim())
  if (!asked && !world.stdin.isTTY) throw new UsageError('give a prompt as an argument or on standard input')
  if (!asked) {
    const reply = (messages: readonly Message[], signal: AbortSignal) => answer(session, id, messages, settings, signal)
    return converse(session, deployment.name ?? id, opening, reply)
  }
  const messages: Message[] = [...opening, { role: 'user', content: asked }]
  if (output.format === 'json' || output.format === 'yaml') {
    return output.one({ columns: {}, name: () => '' }, await client.chat({ model: id, messages, ...settings }, world.interrupted))
  }
  await answer(session, id, messages, settings, world.interrupted)
}

/** Prints the answer as it comes, and returns it; what had come when `signal` ends stays printed. */
async function answer(
  { client, world, say }: Session,
  id: string,
  messages: readonly Message[],
  settings: object,
  signal: AbortSignal,
): Promise<string> {
  let said = ''
  const body = await client.chatStream({ model: id, messages, ...settings }, AbortSignal.any([signal, world.interrupted]))
  for await (const delta of readDeltas(body)) {
    if ('error' in delta) {
      say(`\nlectern: ${plain(delta.error)}`)
      throw new Unsuccessful()
    }
    world.stdout.write(visible(delta.text))
    said += delta.text
  }
  world.stdout.write('\n')
  return said
}

/** Line ends and tabs stay; what would steer the terminal does not. */
const visible = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '')

const number = (name: string, option: string, text: string | undefined): Record<string, number> =>
  text === undefined ? {} : { [name]: numberIn(text, option) }
