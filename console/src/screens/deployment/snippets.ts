/** As snippets take them (`parts/snippet.tsx`). */
export type SnippetTab = { readonly id: string; readonly label: string; readonly code: string; readonly note?: string }

/** The environment variable that holds the key in every snippet. */
export const keyVariable = 'LECTERN_API_KEY'

export type CallFacts = {
  readonly id: string
  readonly name: string
  readonly group: string
  /** Address of Lectern, with no slash at its end. */
  readonly server: string
  /** What is asked. */
  readonly hello: string
  /** What stands below the code. */
  readonly notes: { needs(library: string): string; readonly sapKey: string }
}

/** One way to call a deployment, in every language that has a client for it. */
export type Way = { readonly id: string; readonly label: string; readonly tabs: readonly SnippetTab[] }

export const bearer = `Authorization: Bearer $${keyVariable}`

/** cURL with one header a line. */
export const curl = (url: string, body: unknown, headers: readonly string[] = [bearer]): SnippetTab => ({
  id: 'curl',
  label: 'cURL',
  code: [
    `curl "${url}"`,
    ...headers.map((header) => `  -H "${header}"`),
    '  -H "Content-Type: application/json"',
    `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(' \\\n'),
})

export const python = (code: string, note?: string): SnippetTab => ({ id: 'python', label: 'Python', code, ...noted(note) })
export const typescript = (code: string, note?: string): SnippetTab => ({
  id: 'typescript',
  label: 'TypeScript',
  code,
  ...noted(note),
})
const noted = (note: string | undefined): { note?: string } => (note === undefined ? {} : { note })

/** A text as a literal of Python or TypeScript. */
export const quoted = (text: string): string => JSON.stringify(text)

/** A group other than the usual one has to be named, where the key does not say it. */
export const groupHeader = (group: string): readonly string[] => (group === 'default' ? [] : [`AI-Resource-Group: ${group}`])
export const pythonGroup = (group: string): string =>
  group === 'default' ? '' : `, default_headers={"AI-Resource-Group": ${quoted(group)}}`
export const scriptGroup = (group: string): string =>
  group === 'default' ? '' : `, defaultHeaders: { 'AI-Resource-Group': ${quoted(group)} }`
