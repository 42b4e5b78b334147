import { keyVariable, type SnippetTab } from './snippets.ts'

/** A whole program in one file, so that `java Call.java` runs it as it is. `body`: the lines of its `main`. */
export const java = (imports: readonly string[], body: string, note?: string): SnippetTab => ({
  id: 'java',
  label: 'Java',
  code: `${imports
    .toSorted()
    .map((name) => `import ${name};\n`)
    .join('')}
class Call {
    public static void main(String[] args) throws Exception {
        ${body.replaceAll('\n', '\n        ')}
    }
}`,
  ...(note === undefined ? {} : { note }),
})

/** A client from its builder. `settings`: lines between `builder()` and `build()`. */
export const javaClient = (builder: string, settings: readonly string[], group: string): string =>
  [
    `var client = ${builder}.builder()`,
    ...[...settings, ...(group === 'default' ? [] : [`.putHeader("AI-Resource-Group", ${javaText(group)})`]), '.build();'].map(
      (line) => `    ${line}`,
    ),
  ].join('\n')

/** Java's own HTTP client, for what has no client of its own there. */
export const javaHttp = (url: string, body: unknown, group: string): SnippetTab =>
  java(
    ['java.net.URI', 'java.net.http.HttpClient', 'java.net.http.HttpRequest', 'java.net.http.HttpResponse'],
    `var request = HttpRequest.newBuilder(URI.create(${javaText(url)}))
    .header("Authorization", "Bearer " + System.getenv("${keyVariable}"))
    .header("AI-Resource-Group", ${javaText(group)})
    .header("Content-Type", "application/json")
    .POST(HttpRequest.BodyPublishers.ofString(${javaText(JSON.stringify(body))}))
    .build();
var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(answer.body());`,
  )

/** A literal of Java. Its compiler reads files in the machine's own encoding, so letters beyond ASCII are escaped. */
export const javaText = (text: string): string =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** OpenAI's own client for Java, as it is named where libraries are had from. */
export const openaiJar = 'com.openai:openai-java'
export const openaiJavaBuilder = 'com.openai.client.okhttp.OpenAIOkHttpClient'
export const openaiJava = (server: string, group: string): string =>
  javaClient('OpenAIOkHttpClient', [`.baseUrl(${javaText(`${server}/v1`)})`, `.apiKey(System.getenv("${keyVariable}"))`], group)
