import {
  bearerJava,
  type CallFacts,
  curl,
  groupHeader,
  java,
  javaHttp,
  keyVariable,
  python,
  quoted,
  typescript,
  type Way,
} from './snippets.ts'

/** The ways to a chat deployment; every one speaks to every backend. */
export const chatWays = (facts: CallFacts): readonly Way[] => [
  openai(facts),
  responses(facts),
  azure(facts),
  sap(facts),
  anthropic(facts),
]

const environ = `os.environ["${keyVariable}"]`
const processEnv = `process.env.${keyVariable}`
const bearer = `Authorization: Bearer $${keyVariable}`

const openai = ({ name, group, server, hello }: CallFacts): Way => ({
  id: 'openai',
  label: 'OpenAI',
  tabs: [
    curl(`${server}/v1/chat/completions`, { model: name, messages: [{ role: 'user', content: hello }] }, [
      bearer,
      ...groupHeader(group),
    ]),
    python(`import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=${environ}${pyHeaders(group)})
answer = client.chat.completions.create(
    model=${quoted(name)},
    messages=[{"role": "user", "content": ${quoted(hello)}}],
)
print(answer.choices[0].message.content)`),
    typescript(`import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: ${processEnv}${jsHeaders(group)} })
const answer = await client.chat.completions.create({
  model: ${quoted(name)},
  messages: [{ role: 'user', content: ${quoted(hello)} }],
})
console.log(answer.choices[0]?.message.content)`),
    java(`var client = OpenAIOkHttpClient.builder()
    .baseUrl(${quoted(`${server}/v1`)})
    .apiKey(System.getenv("${keyVariable}"))${group === 'default' ? '' : `\n    .putHeader("AI-Resource-Group", ${quoted(group)})`}
    .build();
var answer = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${quoted(name)})
    .addUserMessage(${quoted(hello)})
    .build());
answer.choices().get(0).message().content().ifPresent(System.out::println);`),
  ],
})

const responses = ({ name, group, server, hello }: CallFacts): Way => ({
  id: 'responses',
  label: 'OpenAI Responses',
  tabs: [
    curl(`${server}/v1/responses`, { model: name, input: hello, store: false }, [bearer, ...groupHeader(group)]),
    python(`import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=${environ}${pyHeaders(group)})
answer = client.responses.create(model=${quoted(name)}, input=${quoted(hello)}, store=False)
print(answer.output_text)`),
    typescript(`import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: ${processEnv}${jsHeaders(group)} })
const answer = await client.responses.create({ model: ${quoted(name)}, input: ${quoted(hello)}, store: false })
console.log(answer.output_text)`),
    java(`var client = OpenAIOkHttpClient.builder()
    .baseUrl(${quoted(`${server}/v1`)})
    .apiKey(System.getenv("${keyVariable}"))
    .build();
var answer = client.responses().create(ResponseCreateParams.builder()
    .model(${quoted(name)}).input(${quoted(hello)}).store(false)
    .build());
System.out.println(answer.output());`),
  ],
})

const azure = ({ name, group, server, hello, notes }: CallFacts): Way => ({
  id: 'azure',
  label: 'Azure OpenAI',
  tabs: [
    curl(
      `"${server}/openai/deployments/${name}/chat/completions?api-version=2024-10-21"`,
      { messages: [{ role: 'user', content: hello }] },
      [`api-key: $${keyVariable}`, ...groupHeader(group)],
    ),
    python(`import os
from openai import AzureOpenAI

client = AzureOpenAI(azure_endpoint=${quoted(server)}, api_key=${environ}, api_version="2024-10-21"${pyHeaders(group)})
answer = client.chat.completions.create(
    model=${quoted(name)},
    messages=[{"role": "user", "content": ${quoted(hello)}}],
)
print(answer.choices[0].message.content)`),
    typescript(`import { AzureOpenAI } from 'openai'

const client = new AzureOpenAI({ endpoint: ${quoted(server)}, apiKey: ${processEnv}, apiVersion: '2024-10-21'${jsHeaders(group)} })
const answer = await client.chat.completions.create({
  model: ${quoted(name)},
  messages: [{ role: 'user', content: ${quoted(hello)} }],
})
console.log(answer.choices[0]?.message.content)`),
    java(
      `var client = new OpenAIClientBuilder()
    .endpoint(${quoted(server)})
    .credential(new AzureKeyCredential(System.getenv("${keyVariable}")))
    .buildClient();
var answer = client.getChatCompletions(${quoted(name)},
    new ChatCompletionsOptions(List.of(new ChatRequestUserMessage(${quoted(hello)}))));
System.out.println(answer.getChoices().get(0).getMessage().getContent());`,
      notes.https,
    ),
  ],
})

const sap = ({ id, group, server, hello, notes }: CallFacts): Way => {
  const url = `${server}/v2/inference/deployments/${id}/chat/completions`
  const body = { messages: [{ role: 'user', content: hello }] }
  return {
    id: 'sap',
    label: 'SAP AI Core',
    tabs: [
      curl(url, body, [bearer, `AI-Resource-Group: ${group}`]),
      python(`import os, requests

answer = requests.post(
    ${quoted(url)},
    headers={"Authorization": f"Bearer {${environ.replaceAll('"', "'")}}", "AI-Resource-Group": ${quoted(group)}},
    json={"messages": [{"role": "user", "content": ${quoted(hello)}}]},
)
print(answer.json()["choices"][0]["message"]["content"])`),
      typescript(
        `import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'

const client = new AzureOpenAiChatClient({ deploymentId: ${quoted(id)}, resourceGroup: ${quoted(group)} })
const answer = await client.run({ messages: [{ role: 'user', content: ${quoted(hello)} }] })
console.log(answer.getContent())`,
        notes.sapKey,
      ),
      javaHttp(url, body, [
        ['Authorization', bearerJava],
        ['AI-Resource-Group', quoted(group)],
      ]),
    ],
  }
}

const anthropic = ({ name, group, server, hello }: CallFacts): Way => ({
  id: 'anthropic',
  label: 'Anthropic',
  tabs: [
    curl(`${server}/anthropic/v1/messages`, { model: name, max_tokens: 1024, messages: [{ role: 'user', content: hello }] }, [
      `x-api-key: $${keyVariable}`,
      ...groupHeader(group),
    ]),
    python(`import os
from anthropic import Anthropic

client = Anthropic(base_url=${quoted(`${server}/anthropic`)}, api_key=${environ}${pyHeaders(group)})
answer = client.messages.create(
    model=${quoted(name)},
    max_tokens=1024,
    messages=[{"role": "user", "content": ${quoted(hello)}}],
)
print(answer.content[0].text)`),
    typescript(`import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: ${quoted(`${server}/anthropic`)}, apiKey: ${processEnv}${jsHeaders(group)} })
const answer = await client.messages.create({
  model: ${quoted(name)},
  max_tokens: 1024,
  messages: [{ role: 'user', content: ${quoted(hello)} }],
})
console.log(answer.content)`),
    java(`var client = AnthropicOkHttpClient.builder()
    .baseUrl(${quoted(`${server}/anthropic`)})
    .apiKey(System.getenv("${keyVariable}"))
    .build();
var answer = client.messages().create(MessageCreateParams.builder()
    .model(${quoted(name)}).maxTokens(1024).addUserMessage(${quoted(hello)})
    .build());
System.out.println(answer.content());`),
  ],
})

const pyHeaders = (group: string): string =>
  group === 'default' ? '' : `, default_headers={"AI-Resource-Group": ${quoted(group)}}`
const jsHeaders = (group: string): string =>
  group === 'default' ? '' : `, defaultHeaders: { 'AI-Resource-Group': ${quoted(group)} }`
