import { readFileSync } from 'node:fs'

/** A fenced block of a page. */
export type Block = {
  readonly language: string
  readonly text: string
  /** Of its first line in the page. */
  readonly line: number
  /** Why it is not run; null: it is. */
  readonly notRun: string | null
  /** The name it is saved under instead of being run: later blocks use it. */
  readonly file: string | null
  /** What it prints: the `output` block right after it. `…` stands for anything. null: nobody says. */
  readonly expected: string | null
}

/** Languages of blocks that a reader would run. */
export const runnable: readonly string[] = ['bash', 'python', 'ts']

/**
 * The blocks of a page that a reader runs, in their order. Behind the language may stand `not-run="why"` and `file=name`. A
 * comment `<!-- first: … -->` is run like a block and shown to nobody: it makes what the page takes for granted.
 */
export function blocksOf(page: string): readonly Block[] {
  const markdown = readFileSync(page, 'utf8')
  const blocks: Block[] = []
  for (const match of markdown.matchAll(/^<!-- first:\n([\s\S]*?)^-->$|^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)) {
    const [, hidden, language = 'bash', info = '', text = hidden ?? ''] = match
    const last = blocks.at(-1)
    if (language === 'output' && last) blocks[blocks.length - 1] = { ...last, expected: text }
    if (!runnable.includes(language)) continue
    blocks.push({
      language,
      text,
      line: markdown.slice(0, match.index).split('\n').length + 1,
      notRun: /not-run="([^"]+)"/.exec(info)?.[1] ?? null,
      file: /file=(\S+)/.exec(info)?.[1] ?? null,
      expected: null,
    })
  }
  return blocks
}
