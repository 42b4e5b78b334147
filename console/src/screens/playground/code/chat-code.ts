import { asJson, asPython, asScript, asShell } from './literals.ts'

/** Where the call goes. `server`: `https://host/lectern`. */
export type CodeTarget = { readonly id: string; readonly server: string; readonly group: string }

export type ChatBody = Record<string, unknown> & { readonly messages: readonly Record<string, unknown>[] }

export const chatCurl = (body: ChatBody, target: CodeTarget): string => curl('/v1/chat/completions', body, target)

export const curl = (path: string, body: unknown, { server, group }: CodeTarget): string =>
  [
    `curl ${server}${path} \\`,
    `  -H "Authorization: Bearer $LECTERN_API_KEY" \\`,
    ...(group === 'default' ? [] : [`  -H ${asShell(`AI-Resource-Group: ${group}`)} \\`]),
    `  -H "Content-Type: application/json" \\`,
    `  -d ${asShell(asJson(body))}`,
  ].join('\n')

export const pythonClient = ({ server, group }: CodeTarget): string => `import os
from openai import OpenAI

client = OpenAI(
    base_url="${server}/v1",
    api_key=os.environ["LECTERN_API_KEY"],${group === 'default' ? '' : `\n    default_headers={"AI-Resource-Group": ${JSON.stringify(group)}},`}
)
`

export const scriptClient = ({ server, group }: CodeTarget): string => `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${server}/v1',
  apiKey: process.env.LECTERN_API_KEY,${group === 'default' ? '' : `\n  defaultHeaders: { 'AI-Resource-Group': '${group}' },`}
})
`

export const chatPython = (body: ChatBody, target: CodeTarget): string => `${pythonClient(target)}
stream = client.chat.completions.create(
${Object.entries(known(body))
  .map(([name, value]) => `    ${name}=${asPython(value, 4)},\n`)
  .join('')}${Object.keys(unknown(body)).length === 0 ? '' : `    extra_body=${asPython(unknown(body), 4)},\n`}    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
`

export const chatScript = (body: ChatBody, target: CodeTarget): string => `${scriptClient(target)}
const stream = await client.chat.completions.create(${asScript({ ...body, stream: true })})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
`

/** By deployment id, as SAP's clients address deployments. The model is the deployment's. */
export const chatSap = (
  { model: _, ...body }: ChatBody,
  { id, group }: CodeTarget,
): string => `import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'

const client = new AzureOpenAiChatClient({ deploymentId: '${id}'${group === 'default' ? '' : `, resourceGroup: '${group}'`} })
const answer = await client.run(${asScript(body)})
console.log(answer.getContent())
`

export const chatJava = (body: ChatBody, { server, group }: CodeTarget): string => {
  const { model, messages, temperature, top_p, seed, max_tokens, ...rest } = body
  const plain = messages.every(({ content, role }) => typeof content === 'string' && String(role) in javaRole)
  const lines = [
    `.model(${JSON.stringify(model)})`,
    ...(plain
      ? messages.map(({ role, content }) => `.add${javaRole[String(role)]}Message(${JSON.stringify(content)})`)
      : [`.messages(json(${JSON.stringify(JSON.stringify(messages))}))`]),
    ...(temperature === undefined ? [] : [`.temperature(${Number(temperature).toFixed(2)})`]),
    ...(top_p === undefined ? [] : [`.topP(${Number(top_p).toFixed(2)})`]),
    ...(seed === undefined ? [] : [`.seed(${String(seed)}L)`]),
    ...(max_tokens === undefined ? [] : [`.maxTokens(${String(max_tokens)}L)`]),
    ...Object.entries(rest).map(
      ([name, value]) => `.putAdditionalBodyProperty(${JSON.stringify(name)}, json(${JSON.stringify(JSON.stringify(value))}))`,
    ),
  ]
  const needsJson = !plain || Object.keys(rest).length > 0
  return `import com.openai.client.okhttp.OpenAIOkHttpClient;${needsJson ? '\nimport com.fasterxml.jackson.databind.json.JsonMapper;\nimport com.openai.core.JsonValue;' : ''}
import com.openai.models.chat.completions.ChatCompletionCreateParams;

class Chat {
    public static void main(String[] args)${needsJson ? ' throws Exception' : ''} {
        var client = OpenAIOkHttpClient.builder()
            .baseUrl("${server}/v1")
            .apiKey(System.getenv("LECTERN_API_KEY"))${group === 'default' ? '' : `\n            .putHeader("AI-Resource-Group", ${JSON.stringify(group)})`}
            .build();
        var params = ChatCompletionCreateParams.builder()
${lines.map((line) => `            ${line}\n`).join('')}            .build();
        var answer = client.chat().completions().create(params);
        answer.choices().forEach(choice -> choice.message().content().ifPresent(System.out::println));
    }${
      needsJson
        ? `

    static JsonValue json(String text) throws Exception {
        return JsonValue.fromJsonNode(JsonMapper.builder().build().readTree(text));
    }`
        : ''
    }
}
`
}

const javaRole: Readonly<Record<string, string>> = { system: 'System', user: 'User' }

/** What the Python client has arguments for. */
const arguments_ = new Set(
  [
    'model',
    'messages',
    'temperature',
    'top_p',
    'max_tokens',
    'stop',
    'seed',
    'reasoning_effort',
    'response_format',
    'tools',
  ].concat(['tool_choice', 'frequency_penalty', 'presence_penalty', 'parallel_tool_calls', 'logit_bias', 'user']),
)
const known = (body: ChatBody): object => Object.fromEntries(Object.entries(body).filter(([name]) => arguments_.has(name)))
const unknown = (body: ChatBody): object => Object.fromEntries(Object.entries(body).filter(([name]) => !arguments_.has(name)))
