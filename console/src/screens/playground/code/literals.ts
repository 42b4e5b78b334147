/** Values as source code. `indent`: how far the line that they begin in is moved in. */

export const asJson = (value: unknown, indent = 0): string =>
  JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(indent)}`)

export function asPython(value: unknown, indent = 0): string {
  const inner = ' '.repeat(indent + 4)
  const end = ' '.repeat(indent)
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (Array.isArray(value))
    return isFlat(value)
      ? `[${value.map((each) => asPython(each)).join(', ')}]`
      : `[\n${value.map((each) => `${inner}${asPython(each, indent + 4)},\n`).join('')}${end}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value)
    return isFlat(Object.values(value))
      ? `{${entries.map(([key, each]) => `${JSON.stringify(key)}: ${asPython(each)}`).join(', ')}}`
      : `{\n${entries.map(([key, each]) => `${inner}${JSON.stringify(key)}: ${asPython(each, indent + 4)},\n`).join('')}${end}}`
  }
  // Escapes of JSON are also Python's, but for pairs of surrogates, which JSON.stringify leaves as they are.
  return JSON.stringify(value)
}

export function asScript(value: unknown, indent = 0): string {
  const inner = ' '.repeat(indent + 2)
  const end = ' '.repeat(indent)
  if (Array.isArray(value))
    return isFlat(value)
      ? `[${value.map((each) => asScript(each)).join(', ')}]`
      : `[\n${value.map((each) => `${inner}${asScript(each, indent + 2)},\n`).join('')}${end}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, each]) => [/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key), each] as const,
    )
    return isFlat(Object.values(value))
      ? `{ ${entries.map(([key, each]) => `${key}: ${asScript(each)}`).join(', ')} }`
      : `{\n${entries.map(([key, each]) => `${inner}${key}: ${asScript(each, indent + 2)},\n`).join('')}${end}}`
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

/** For a shell: nothing in it is read by the shell. */
export const asShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const quoted = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')}'`

const isFlat = (values: readonly unknown[]): boolean =>
  values.every((each) => typeof each !== 'object' || each === null) && JSON.stringify(values).length < 80
