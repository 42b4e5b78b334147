/** A piece of the answer, or what went wrong in the middle of it. */
export type Delta = { readonly text: string } | { readonly error: string }

/** The text in a stream of chat completion chunks, as it comes. */
export async function* readDeltas(body: ReadableStream<Uint8Array>): AsyncGenerator<Delta> {
  const decoder = new TextDecoder()
  let rest = ''
  let ended = false
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data:')) continue
      const data = line.slice('data:'.length).trim()
      if (data === '[DONE]') ended = true
      else yield* deltaIn(data)
    }
  }
  if (!ended) yield { error: 'the answer broke off' }
}

function* deltaIn(data: string): Generator<Delta> {
  const chunk = JSON.parse(data) as {
    readonly error?: { readonly message?: string } | string
    readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[]
  }
  if (chunk.error) yield { error: typeof chunk.error === 'string' ? chunk.error : (chunk.error.message ?? 'the model failed') }
  const text = chunk.choices?.[0]?.delta?.content
  if (text) yield { text }
}
