import type { SnippetTab } from '../../parts/snippet.tsx'

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
  readonly notes: { readonly https: string; readonly sapKey: string }
}

/** One way to call a deployment, in every language that has a client for it. */
export type Way = { readonly id: string; readonly label: string; readonly tabs: readonly SnippetTab[] }

/** cURL with one header a line. */
export const curl = (
  url: string,
  body: unknown,
  headers: readonly string[] = [`Authorization: Bearer $${keyVariable}`],
): SnippetTab => ({
  id: 'curl',
  label: 'cURL',
  code: [
    `curl ${url}`,
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
export const java = (code: string, note?: string): SnippetTab => ({ id: 'java', label: 'Java', code, ...noted(note) })
const noted = (note: string | undefined): { note?: string } => (note === undefined ? {} : { note })

/** A text as a literal of any of the languages. */
export const quoted = (text: string): string => JSON.stringify(text)

/** A group other than the usual one has to be named, where the key does not say it. */
export const groupHeader = (group: string): readonly string[] => (group === 'default' ? [] : [`AI-Resource-Group: ${group}`])

/** Java's own HTTP client, for what has no client of its own there. */
export const javaHttp = (url: string, body: unknown, headers: readonly (readonly [string, string])[]): SnippetTab =>
  java(`var request = HttpRequest.newBuilder(URI.create(${quoted(url)}))
${headers.map(([name, value]) => `    .header(${quoted(name)}, ${value})`).join('\n')}
    .header("Content-Type", "application/json")
    .POST(BodyPublishers.ofString(${quoted(JSON.stringify(body))}))
    .build();
var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
System.out.println(answer.body());`)

export const bearerJava = `"Bearer " + System.getenv("${keyVariable}")`
