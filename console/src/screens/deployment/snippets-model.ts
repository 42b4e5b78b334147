import type { Examples } from './examples.ts'
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
import { java, javaHttp, javaText, openaiJar, openaiJava, openaiJavaBuilder } from './snippets-java.ts'

/** The ways to a model of one's own: V1, and the Open Inference Protocol. */
export function predictWays({ id, name, group, server, notes }: CallFacts, examples: Examples): readonly Way[] {
  const at = `${server}/v2/inference/deployments/${id}`
  const model = examples.model ?? name
  const v1 = examples.v1 ?? { instances: [[1, 2, 3]] }
  const oip = examples.oip ?? { inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 3], data: [1, 2, 3] }] }
  return [
    { id: 'v1', label: 'V1', tabs: over(`${at}/v1/models/${model}:predict`, v1, group, 'predictions', notes) },
    { id: 'oip', label: 'Open Inference Protocol', tabs: over(`${at}/v2/models/${model}/infer`, oip, group, 'outputs', notes) },
  ]
}

/** The ways to a model that turns texts into vectors. */
export const embeddingWays = ({ id, name, group, server, hello, notes }: CallFacts): readonly Way[] => [
  {
    id: 'openai',
    label: 'OpenAI',
    tabs: [
      curl(`${server}/v1/embeddings`, { model: name, input: [hello] }, [bearer, ...groupHeader(group)]),
      python(
        `import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${server}/v1`)}, api_key=os.environ["${keyVariable}"]${pythonGroup(group)})
answer = client.embeddings.create(model=${quoted(name)}, input=[${quoted(hello)}])
print(len(answer.data[0].embedding))`,
        notes.needs('openai'),
      ),
      typescript(
        `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${server}/v1`)}, apiKey: process.env.${keyVariable}${scriptGroup(group)} })
const answer = await client.embeddings.create({ model: ${quoted(name)}, input: [${quoted(hello)}] })
console.log(answer.data[0]?.embedding.length)`,
        notes.needs('openai'),
      ),
      java(
        [openaiJavaBuilder, 'com.openai.models.embeddings.EmbeddingCreateParams'],
        `${openaiJava(server, group)}
var answer = client.embeddings().create(EmbeddingCreateParams.builder()
    .model(${javaText(name)})
    .input(${javaText(hello)})
    .build());
System.out.println(answer.data().get(0).embedding().size());`,
        notes.needs(openaiJar),
      ),
    ],
  },
  {
    id: 'sap',
    label: 'SAP AI Core',
    tabs: over(`${server}/v2/inference/deployments/${id}/embeddings`, { input: [hello] }, group, 'data', notes),
  },
]

/** JSON in, JSON out, by what each language has at hand. */
function over(url: string, body: unknown, group: string, field: string, notes: CallFacts['notes']): Way['tabs'] {
  const json = JSON.stringify(body, null, 2)
  return [
    curl(url, body, [bearer, `AI-Resource-Group: ${group}`]),
    python(
      `import os, requests

answer = requests.post(
    ${quoted(url)},
    headers={"Authorization": f"Bearer {os.environ['${keyVariable}']}", "AI-Resource-Group": ${quoted(group)}},
    json=${indented(pythonOf(json), 4)},
)
print(answer.json()["${field}"])`,
      notes.needs('requests'),
    ),
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
    javaHttp(url, body, group),
  ]
}

const indented = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`)

/** JSON's own words are other ones in Python; only where they are no part of a text. */
const pythonOf = (json: string): string =>
  json.replace(/"(?:\\.|[^"\\])*"|\b(true|false|null)\b/g, (all, word: string | undefined) =>
    word === undefined ? all : { true: 'True', false: 'False', null: 'None' }[word as 'true' | 'false' | 'null'],
  )
