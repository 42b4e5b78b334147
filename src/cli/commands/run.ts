import { createInterface } from 'node:readline/promises'
import { numberIn } from '../number-in.ts'
import { plain } from '../output.ts'
import type { Session } from '../session.ts'
import { Unsuccessful, UsageError, type World } from '../world.ts'
import { findDeployment } from './find-deployment.ts'
import { readDeltas } from './read-deltas.ts'

export type RunOptions = { readonly system?: string; readonly maxTokens?: string; readonly temperature?: string }

type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }

/** One answer to one prompt (an argument, or standard input), or a conversation at a terminal. Answers go to standard output as they come. */
export async function run(session: Session, named: string, prompt: string, options: RunOptions): Promise<void> {
  const { world, output, client } = session
  const settings = {
    ...number('max_tokens', '--max-tokens', options.maxTokens),
    ...number('temperature', '--temperature', options.temperature),
  }
  const { id } = await findDeployment(session, named)
  const opening: Message[] = options.system ? [{ role: 'system', content: options.system }] : []
  const asked = prompt || (world.stdin.isTTY ? '' : (await readAll(world.stdin)).trim())
  if (!asked && !world.stdin.isTTY) throw new UsageError('give a prompt as an argument or on standard input')
  if (!asked) return converse(session, id, opening, settings)
  const messages: Message[] = [...opening, { role: 'user', content: asked }]
  if (output.format === 'json' || output.format === 'yaml') {
    return output.one({ columns: {}, name: () => '' }, await client.chat({ model: id, messages, ...settings }, world.interrupted))
  }
  await answer(session, id, messages, settings, world.interrupted)
}

async function converse(session: Session, id: string, opening: readonly Message[], settings: object): Promise<void> {
  const { world, say } = session
  say('Say something; an empty line, Ctrl-C or Ctrl-D ends it.')
  const lines = createInterface({ input: world.stdin, output: world.stderr, terminal: true, prompt: '> ' })
  // At a terminal in raw mode Ctrl-C is a key that the line reader gets, not a signal.
  const left = new AbortController()
  lines.on('SIGINT', () => {
    left.abort()
    lines.close()
  })
  // Input may end while an answer is still coming.
  let open = true
  lines.once('close', () => {
    open = false
  })
  let messages = opening
  lines.prompt()
  try {
    for await (const line of lines) {
      const content = line.trim()
      if (!content) return
      messages = [...messages, { role: 'user', content }]
      messages = [...messages, { role: 'assistant', content: await answer(session, id, messages, settings, left.signal) }]
      if (open) lines.prompt()
    }
  } catch (error) {
    if (!left.signal.aborted) throw error
  } finally {
    lines.close()
  }
}

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

async function readAll(stdin: World['stdin']): Promise<string> {
  let text = ''
  stdin.setEncoding('utf8')
  for await (const chunk of stdin) text += chunk
  return text
}
