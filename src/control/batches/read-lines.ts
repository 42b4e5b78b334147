import { createReadStream } from 'node:fs'

export type TextLine = {
  /** From 1 on, blank ones counted. */
  readonly line: number
  readonly text: string
}

/**
 * The lines of a file, without blank ones; memory is bounded by the longest line. `seen`: told of every byte. Throws `NotText`
 * where the bytes are no UTF-8, or begin with a byte order mark.
 */
export async function* readLines(path: string, seen: (chunk: Buffer) => void = () => {}): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest: string[] = []
  let line = 0
  const text = (chunk: Buffer | null): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (cause) {
      throw new NotText('the file is not valid UTF-8', line + 1, { cause })
    }
  }
  let first = true
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    seen(chunk)
    const read = text(chunk)
    if (first && read.startsWith('\uFEFF'))
      throw new NotText('the file begins with a byte order mark: save it as UTF-8 without one', 1)
    if (read !== '') first = false
    const [head = '', ...tail] = read.split('\n')
    rest.push(head)
    for (const next of tail) {
      line += 1
      const whole = rest.join('')
      rest = [next]
      if (whole.trim() !== '') yield { line, text: whole }
    }
  }
  rest.push(text(null))
  const whole = rest.join('')
  if (whole.trim() !== '') yield { line: line + 1, text: whole }
}

export class NotText extends Error {
  readonly line: number
  constructor(message: string, line: number, options?: ErrorOptions) {
    super(message, options)
    this.line = line
  }
}
