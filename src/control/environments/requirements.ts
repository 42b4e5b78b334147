import { Failure } from '../../domain/failure.ts'

/** Options that choose among packages; others read files of this machine, or reach where a requirements text should not. */
const allowedOptions = [
  '--index-url',
  '-i',
  '--extra-index-url',
  '--no-index',
  '--only-binary',
  '--no-binary',
  '--prefer-binary',
  '--pre',
]

/**
 * A requirements text in the one spelling that equal environments share: without comments and empty lines. Throws
 * `Failure('invalid')` naming the line that asks for what it may not.
 */
export function checkRequirements(text: string): string {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
  for (const [index, line] of lines.entries()) {
    const fault = faultIn(line)
    if (fault !== null)
      throw new Failure('invalid', `requirements line ${index + 1}: ${fault}`, { target: 'parameterBindings.requirements' })
  }
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

function faultIn(line: string): string | null {
  if (line.includes('\0')) return 'holds a NUL character'
  if (line.startsWith('-')) {
    const option = line.split(/[\s=]/, 1)[0] ?? ''
    return allowedOptions.includes(option) ? null : `${option} is not allowed here; allowed are ${allowedOptions.join(', ')}`
  }
  if (/^[./~]/.test(line) || /\bfile:/i.test(line)) return 'names a file of this machine; name a package'
  return null
}
