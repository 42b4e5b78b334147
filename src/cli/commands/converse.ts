import { createInterface } from 'node:readline/promises'
import { explain } from '../explain.ts'
import type { Session } from '../session.ts'
import { Unsuccessful } from '../world.ts'

export type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }

/** Answers what was said so far; ends early, with what had come, where the signal does. */
type Reply = (messages: readonly Message[], signal: AbortSignal) => Promise<string>

const help = `  /system <text>  what the model is told first; nothing: what it is told now
  /reset          forget what was said
  /exit           leave, as Ctrl-D does
  Ctrl-C          stop the answer
  ↑ and ↓         what you said before`

/** A conversation at a terminal: it remembers what was said, and what goes wrong with one answer ends nothing. */
export async function converse(session: Session, name: string, opening: readonly Message[], reply: Reply): Promise<void> {
  const { world, say, paint } = session
  say(paint('dim', `You talk to ${name}. /help says what else there is; Ctrl-D leaves.`))
  const lines = createInterface({ input: world.stdin, output: world.stderr, terminal: true, prompt: '> ', historySize: 500 })
  let system = opening
  let messages: readonly Message[] = []
  let answering: AbortController | null = null
  // Input may end while an answer is still coming.
  let open = true
  lines.once('close', () => {
    open = false
  })
  // At a terminal in raw mode Ctrl-C is a key that the line reader gets, not a signal.
  lines.on('SIGINT', () => {
    if (answering) return answering.abort(new Error('stopped'))
    if (lines.line === '') say(paint('dim', '\n(Ctrl-D or /exit leaves)'))
    lines.write(null, { ctrl: true, name: 'u' })
    lines.prompt()
  })
  const leave = () => lines.close()
  world.interrupted.addEventListener('abort', leave, { once: true })
  lines.prompt()
  try {
    for await (const line of lines) {
      const content = line.trim()
      if (/^\/(exit|quit|bye)$/.test(content)) return
      if (content.startsWith('/')) command(content)
      else if (content !== '') await turn(content)
      if (open) lines.prompt()
    }
    if (world.interrupted.aborted) throw world.interrupted.reason
    say('')
  } finally {
    world.interrupted.removeEventListener('abort', leave)
    lines.close()
  }

  function command(text: string): void {
    const [, verb, rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(text) ?? []
    if (verb === 'system') {
      if (rest !== '') system = [{ role: 'system', content: rest }]
      say(`  it is told: ${system[0]?.content ?? 'nothing'}`)
    } else if (verb === 'reset') {
      messages = []
      say('  forgotten')
    } else {
      if (verb !== 'help') say(`  /${verb} is not known`)
      say(help)
    }
  }

  async function turn(content: string): Promise<void> {
    const asked: readonly Message[] = [...messages, { role: 'user', content }]
    answering = new AbortController()
    try {
      messages = [...asked, { role: 'assistant', content: await reply([...system, ...asked], answering.signal) }]
    } catch (error) {
      if (world.interrupted.aborted) throw error
      if (answering.signal.aborted) say(paint('dim', '\n(stopped)'))
      else if (!(error instanceof Unsuccessful)) {
        const said = explain(error, { command: 'run', url: session.url }, paint)
        if (!said) throw error
        say(said.text.trimEnd())
      }
    } finally {
      answering = null
    }
  }
}
