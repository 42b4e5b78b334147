import { type CodeTarget, curl, pythonClient, scriptClient } from './chat-code.ts'
import { asPython, asScript } from './literals.ts'

/** As snippets take them (`parts/snippet.tsx`). */
type Tab = { readonly id: string; readonly label: string; readonly code: string }

export function embeddingTabs(model: string, input: readonly string[], target: CodeTarget): readonly Tab[] {
  const body = { model, input }
  const python = `${pythonClient(target)}
answer = client.embeddings.create(model=${asPython(model)}, input=${asPython(input)})
print([len(each.embedding) for each in answer.data])
`
  const script = `${scriptClient(target)}
const { data } = await client.embeddings.create(${asScript(body)})
console.log(data.map(({ embedding }) => embedding.length))
`
  return [
    { id: 'curl', label: 'cURL', code: curl('/v1/embeddings', body, target) },
    { id: 'python', label: 'Python', code: python },
    { id: 'typescript', label: 'TypeScript', code: script },
  ]
}

/** `path`: below the deployment's address. */
export function predictTabs(path: string, body: unknown, target: CodeTarget): readonly Tab[] {
  const { id, server, group } = target
  const below = `/v2/inference/deployments/${id}${path}`
  const named = group !== 'default'
  const python = `import os
import requests

answer = requests.post(
    "${server}${below}",
    headers={"Authorization": "Bearer " + os.environ["LECTERN_API_KEY"]${named ? `, "AI-Resource-Group": ${JSON.stringify(group)}` : ''}},
    json=${asPython(body, 4)},
)
answer.raise_for_status()
print(answer.json())
`
  const script = `const answer = await fetch('${server}${below}', {
  method: 'POST',
  headers: {
    authorization: \`Bearer \${process.env.LECTERN_API_KEY}\`,
    'content-type': 'application/json',${named ? `\n    'ai-resource-group': '${group}',` : ''}
  },
  body: JSON.stringify(${asScript(body, 2)}),
})
console.log(await answer.json())
`
  return [
    { id: 'curl', label: 'cURL', code: curl(below, body, target) },
    { id: 'python', label: 'Python', code: python },
    { id: 'typescript', label: 'TypeScript', code: script },
  ]
}
