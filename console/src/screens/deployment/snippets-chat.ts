import {
  bearer,
  type CallFacts,
  curl,
  groupHeader,
  keyVariable,
  python,
  pythonGroup,
  quoted,
  scriptGroup,
  typescript,
  type Way,
} from './snippets.ts'
import { java, javaClient, javaHttp, javaText, openaiJar, openaiJava, openaiJavaBuilder } from './snippets-java.ts'

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

const openai = ({ name, group, server, hello, notes }: CallFacts): Way => ({
  id: 'openai',
  label: 'OpenAI',
  tabs: [
    curl(`${server}/v1/chat/completions`, { model: name, messages: [{ role: 'user', content: hello }] }, [
      bearer,
      ...groupHeader(group),
    ]),
    python(
      `import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=${environ}${pythonGroup(group)})
${askPython(name, hello)}`,
      notes.needs('openai'),
    ),
    typescript(
      `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: ${processEnv}${scriptGroup(group)} })
${askScript(name, hello)}`,
      notes.needs('openai'),
    ),
    java([openaiJavaBuilder, completion], `${openaiJava(server, group)}\n${askJava(name, hello)}`, notes.needs(openaiJar)),
  ],
})

const responses = ({ name, group, server, hello, notes }: CallFacts): Way => ({
  id: 'responses',
  label: 'OpenAI Responses',
  tabs: [
    curl(`${server}/v1/responses`, { model: name, input: hello, store: false }, [bearer, ...groupHeader(group)]),
    python(
      `import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=${environ}${pythonGroup(group)})
answer = client.responses.create(model=${quoted(name)}, input=${quoted(hello)}, store=False)
print(answer.output_text)`,
      notes.needs('openai'),
    ),
    typescript(
      `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: ${processEnv}${scriptGroup(group)} })
const answer = await client.responses.create({ model: ${quoted(name)}, input: ${quoted(hello)}, store: false })
console.log(answer.output_text)`,
      notes.needs('openai'),
    ),
    java(
      [openaiJavaBuilder, 'com.openai.models.responses.ResponseCreateParams'],
      `${openaiJava(server, group)}
var answer = client.responses().create(ResponseCreateParams.builder()
    .model(${javaText(name)})
    .input(${javaText(hello)})
    .store(false)
    .build());
answer.output().stream()
    .flatMap(item -> item.message().stream())
    .flatMap(message -> message.content().stream())
    .flatMap(part -> part.outputText().stream())
    .forEach(part -> System.out.println(part.text()));`,
      notes.needs(openaiJar),
    ),
  ],
})

const azure = ({ name, group, server, hello, notes }: CallFacts): Way => ({
  id: 'azure',
  label: 'Azure OpenAI',
  tabs: [
    curl(
      `${server}/openai/deployments/${name}/chat/completions?api-version=2024-10-21`,
      { messages: [{ role: 'user', content: hello }] },
      [`api-key: $${keyVariable}`, ...groupHeader(group)],
    ),
    python(
      `import os
from openai import AzureOpenAI

client = AzureOpenAI(azure_endpoint=${quoted(server)}, api_key=${environ}, api_version="2024-10-21"${pythonGroup(group)})
${askPython(name, hello)}`,
      notes.needs('openai'),
    ),
    typescript(
      `import { AzureOpenAI } from 'openai'

const client = new AzureOpenAI({ endpoint: ${quoted(server)}, apiKey: ${processEnv}, apiVersion: '2024-10-21'${scriptGroup(group)} })
${askScript(name, hello)}`,
      notes.needs('openai'),
    ),
    java(
      [
        openaiJavaBuilder,
        completion,
        ...['AzureOpenAIServiceVersion', 'AzureUrlPathMode', 'credential.AzureApiKeyCredential'].map(
          (each) => `com.openai.azure.${each}`,
        ),
      ],
      `${javaClient(
        'OpenAIOkHttpClient',
        [
          `.baseUrl(${javaText(server)})`,
          `.credential(AzureApiKeyCredential.create(System.getenv("${keyVariable}")))`,
          '.azureServiceVersion(AzureOpenAIServiceVersion.fromString("2024-10-21"))',
          '.azureUrlPathMode(AzureUrlPathMode.LEGACY)',
        ],
        group,
      )}
${askJava(name, hello)}`,
      notes.needs(openaiJar),
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
      python(
        `import os, requests

answer = requests.post(
    ${quoted(url)},
    headers={"Authorization": f"Bearer {${environ.replaceAll('"', "'")}}", "AI-Resource-Group": ${quoted(group)}},
    json={"messages": [{"role": "user", "content": ${quoted(hello)}}]},
)
print(answer.json()["choices"][0]["message"]["content"])`,
        notes.needs('requests'),
      ),
      typescript(
        `import { AzureOpenAiChatClient } from '@sap-ai-sdk/foundation-models'

const client = new AzureOpenAiChatClient({ deploymentId: ${quoted(id)}, resourceGroup: ${quoted(group)} })
const answer = await client.run({ messages: [{ role: 'user', content: ${quoted(hello)} }] })
console.log(answer.getContent())`,
        `${notes.needs('@sap-ai-sdk/foundation-models')} ${notes.sapKey}`,
      ),
      javaHttp(url, body, group),
    ],
  }
}

const anthropic = ({ name, group, server, hello, notes }: CallFacts): Way => ({
  id: 'anthropic',
  label: 'Anthropic',
  tabs: [
    curl(`${server}/anthropic/v1/messages`, { model: name, max_tokens: 1024, messages: [{ role: 'user', content: hello }] }, [
      `x-api-key: $${keyVariable}`,
      ...groupHeader(group),
    ]),
    python(
      `import os
from anthropic import Anthropic

client = Anthropic(base_url=${quoted(`${server}/anthropic`)}, api_key=${environ}${pythonGroup(group)})
answer = client.messages.create(
    model=${quoted(name)},
    max_tokens=1024,
    messages=[{"role": "user", "content": ${quoted(hello)}}],
)
print(answer.content[0].text)`,
      notes.needs('anthropic'),
    ),
    typescript(
      `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: ${quoted(`${server}/anthropic`)}, apiKey: ${processEnv}${scriptGroup(group)} })
const answer = await client.messages.create({
  model: ${quoted(name)},
  max_tokens: 1024,
  messages: [{ role: 'user', content: ${quoted(hello)} }],
})
for (const block of answer.content) if (block.type === 'text') console.log(block.text)`,
      notes.needs('@anthropic-ai/sdk'),
    ),
    java(
      ['com.anthropic.client.okhttp.AnthropicOkHttpClient', 'com.anthropic.models.messages.MessageCreateParams'],
      `${javaClient(
        'AnthropicOkHttpClient',
        [`.baseUrl(${javaText(`${server}/anthropic`)})`, `.apiKey(System.getenv("${keyVariable}"))`],
        group,
      )}
var answer = client.messages().create(MessageCreateParams.builder()
    .model(${javaText(name)})
    .maxTokens(1024)
    .addUserMessage(${javaText(hello)})
    .build());
answer.content().stream()
    .flatMap(block -> block.text().stream())
    .forEach(block -> System.out.println(block.text()));`,
      notes.needs('com.anthropic:anthropic-java'),
    ),
  ],
})

const askPython = (name: string, hello: string): string => `answer = client.chat.completions.create(
    model=${quoted(name)},
    messages=[{"role": "user", "content": ${quoted(hello)}}],
)
print(answer.choices[0].message.content)`

const askScript = (name: string, hello: string): string => `const answer = await client.chat.completions.create({
  model: ${quoted(name)},
  messages: [{ role: 'user', content: ${quoted(hello)} }],
})
console.log(answer.choices[0]?.message.content)`

const completion = 'com.openai.models.chat.completions.ChatCompletionCreateParams'
const askJava = (
  name: string,
  hello: string,
): string => `var answer = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${javaText(name)})
    .addUserMessage(${javaText(hello)})
    .build());
answer.choices().get(0).message().content().ifPresent(System.out::println);`
