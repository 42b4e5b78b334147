import type { ChatEvent } from './chat.ts'

export type BlockEvent = Extract<
  ChatEvent,
  { kind: 'text' | 'reasoning' | 'signature' | 'redacted' | 'tool-start' | 'tool-input' }
>
type Of<K extends BlockEvent['kind']> = Extract<BlockEvent, { kind: K }>

/** How a wire says the events of content blocks. An empty text: this wire has no such event. */
export type BlockWords = {
  readonly start: {
    readonly text: (index: number) => string
    readonly reasoning: (index: number) => string
    readonly redacted: (index: number, event: Of<'redacted'>) => string
    readonly tool: (index: number, event: Of<'tool-start'>) => string
  }
  readonly delta: {
    readonly text: (index: number, text: string) => string
    readonly reasoning: (index: number, text: string) => string
    readonly signature: (index: number, signature: string) => string
    readonly tool: (index: number, text: string) => string
  }
  readonly stop: (index: number, kind: 'text' | 'reasoning' | 'redacted' | 'tool') => string
}

/**
 * Content as a row of numbered blocks, for the wires that have it so. A block is closed when the next one begins; only a tool
 * call whose arguments are not whole by then stays open to the end, since some servers send those of parallel calls interleaved.
 */
export function makeBlocks(words: BlockWords) {
  let next = 0
  let open: { index: number; kind: 'text' | 'reasoning' } | null = null
  const tools = new Map<number, { index: number; input: string; open: boolean }>()

  const closeTools = (all: boolean): string => {
    let said = ''
    for (const tool of tools.values()) {
      if (!tool.open || !(all || whole(tool.input))) continue
      tool.open = false
      said += words.stop(tool.index, 'tool')
    }
    return said
  }
  const close = (): string => {
    const said = open ? words.stop(open.index, open.kind) : ''
    open = null
    return said + closeTools(false)
  }
  const reach = (kind: 'text' | 'reasoning'): { said: string; index: number } => {
    if (open?.kind === kind) return { said: '', index: open.index }
    const said = close()
    open = { index: next, kind }
    next += 1
    return { said: said + words.start[kind](open.index), index: open.index }
  }

  return {
    push(event: BlockEvent): string {
      switch (event.kind) {
        case 'text': {
          const { said, index } = reach('text')
          return said + words.delta.text(index, event.text)
        }
        case 'reasoning': {
          const { said, index } = reach('reasoning')
          return said + words.delta.reasoning(index, event.text)
        }
        case 'signature': {
          const { said, index } = reach('reasoning')
          open = null
          return said + words.delta.signature(index, event.signature) + words.stop(index, 'reasoning')
        }
        case 'redacted': {
          const said = close() + words.start.redacted(next, event) + words.stop(next, 'redacted')
          next += 1
          return said
        }
        case 'tool-start': {
          const said = close() + words.start.tool(next, event)
          tools.set(event.index, { index: next, input: '', open: true })
          next += 1
          return said
        }
        case 'tool-input': {
          const tool = tools.get(event.index)
          if (!tool) return ''
          tool.input += event.text
          return words.delta.tool(tool.index, event.text)
        }
      }
    },
    end: (): string => close() + closeTools(true),
  }
}

function whole(input: string): boolean {
  if (!input.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(input)
    return true
  } catch {
    return false
  }
}
