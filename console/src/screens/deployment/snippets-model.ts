import type { Examples } from './call-kinds.ts'
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

const bearer = `Authorization: Bearer $${keyVariable}`

/** The ways to a model of one's own: V1, and the Open Inference Protocol. */
export function predictWays({ id, name, group, server }: CallFacts, examples: Examples): readonly Way[] {
  const at = `${server}/v2/inference/deployments/${id}`
  const model = examples.model ?? name
  const v1 = examples.v1 ?? { instances: [[1, 2, 3]] }
  const oip = examples.oip ?? { inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3] }] }
  return [
    { id: 'v1', label: 'V1', tabs: over(`${at}/v1/models/${model}:predict`, v1, group, 'predictions') },
    { id: 'oip', label: 'Open Inference Protocol', tabs: over(`${at}/v2/models/${model}/infer`, oip, group, 'outputs') },
  ]
}

/** The ways to a model that turns texts into vectors. */
export const embeddingWays = ({ id, name, group, server, hello }: CallFacts): readonly Way[] => [
  {
    id: 'openai',
    label: 'OpenAI',
    tabs: [
      curl(`${server}/v1/embeddings`, { model: name, input: [hello] }, [bearer, ...groupHeader(group)]),
      python(`import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=os.environ["${keyVariable}"])
answer = client.embeddings.create(model=${quoted(name)}, input=[${quoted(hello)}])
print(len(answer.data[0].embedding))`),
      typescript(`import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: process.env.${keyVariable} })
const answer = await client.embeddings.create({ model: ${quoted(name)}, input: [${quoted(hello)}] })
console.log(answer.data[0]?.embedding.length)`),
      java(`var client = OpenAIOkHttpClient.builder()
    .baseUrl(${quoted(`${server}/v1`)})
    .apiKey(System.getenv("${keyVariable}"))
    .build();
var answer = client.embeddings().create(EmbeddingCreateParams.builder()
    .model(${quoted(name)}).input(${quoted(hello)})
    .build());
System.out.println(answer.data().get(0).embedding().size());`),
    ],
  },
  {
    id: 'sap',
    label: 'SAP AI Core',
    tabs: over(`${server}/v2/inference/deployments/${id}/embeddings`, { input: [hello] }, group, 'data'),
  },
]

/** JSON in, JSON out, by what each language has at hand. */
function over(url: string, body: unknown, group: string, field: string): Way['tabs'] {
  const json = JSON.stringify(body, null, 2)
  return [
    curl(url, body, [bearer, `AI-Resource-Group: ${group}`]),
    python(`import os, requests

answer = requests.post(
    ${quoted(url)},
    headers={"Authorization": f"Bearer {os.environ['${keyVariable}']}", "AI-Resource-Group": ${quoted(group)}},
    json=${indented(pythonOf(json), 4)},
)
print(answer.json()["${field}"])`),
    typescript(`const answer = await fetch(${quoted(url)}, {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.${keyVariable}}\`,
    'ai-resource-group': ${quoted(group)},
    'content-type': 'application/json',
  },
  body: JSON.stringify(${indented(json, 2)}),
})
console.log((await answer.json()).${field})`),
    javaHttp(url, body, [
      ['Authorization', bearerJava],
      ['AI-Resource-Group', quoted(group)],
    ]),
  ]
}

const indented = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`)

/** JSON's own words are other ones in Python; only where they are no part of a text. */
const pythonOf = (json: string): string =>
  json.replace(/"(?:\\.|[^"\\])*"|\b(true|false|null)\b/g, (all, word: string | undefined) =>
    word === undefined ? all : { true: 'True', false: 'False', null: 'None' }[word as 'true' | 'false' | 'null'],
  )
