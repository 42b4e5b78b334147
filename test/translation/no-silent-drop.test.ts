import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failure.ts'
import type { FormatId } from '../../src/wires/canonical/format.ts'
import { translationBetween } from '../../src/wires/translation.ts'
import { anyRequest } from './any-request.ts'
import { facts, formats } from './facts.ts'

type Json = Record<string, unknown>
type Outcome = { readonly sent: string | null; readonly refusal: string | null }

/** What goes to the backend for a request, or the words of its refusal; anything else that is thrown is a bug, and goes through. */
function outcome(caller: FormatId, backend: FormatId, json: Json): Outcome {
  const { requestId, model, at } = facts
  const translation = translationBetween(caller, backend)
  try {
    const call = translation?.({ below: '/any', accept: '', json, model: 'anthropic--claude', facts: { requestId, model, at } })
    return { sent: JSON.stringify([call?.below, call?.json, call?.stream]), refusal: null }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid') throw error
    if (!error.details.target) throw new Error(`a refusal without a field: ${error.message}`)
    return { sent: null, refusal: error.message }
  }
}

/** Paths of all values in a request that are no object or array. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) yield path
  else for (const [name, each] of Object.entries(value)) yield* leaves(each, [...path, name])
}

/** The request with one leaf changed: by what `change` makes of it, `undefined` for taken out. */
function changed(value: unknown, [name, ...rest]: readonly string[], change: (leaf: unknown) => unknown): unknown {
  if (name === undefined) return change(value)
  if (Array.isArray(value)) {
    const list = value.map((each, at) => (String(at) === name ? changed(each, rest, change) : each))
    return list.filter((each) => each !== undefined)
  }
  const all = { ...(value as Json) }
  const next = changed(all[name], rest, change)
  if (next === undefined) delete all[name]
  else all[name] = next
  return all
}

const other = (leaf: unknown): unknown =>
  typeof leaf === 'string'
    ? /mk\d{6}/.test(leaf)
      ? leaf.replace(/mk\d{6}/, 'mk000000')
      : `${leaf}x`
    : typeof leaf === 'number'
      ? leaf + 1
      : !leaf

/**
 * Leaves that change no answer, or say what is so anyway: everything else must make a difference to what is sent, or be refused.
 * `docs/how-to/use-any-client.md` has each of them.
 */
const hints: readonly RegExp[] = [
  /^model /,
  /^(prompt_cache_key|safety_identifier) /,
  /cache_control|cachePoint/,
  // How much of the reasoning is shown.
  /^thinking\.display |^reasoning\.summary |includeThoughts/,
  // Only its own provider can read it, and no other asks for it.
  /thought_?signature/i,
  // Servers see for themselves what an address leads to.
  /fileData\.mimeType/,
  // A call and its result are known by name and order, too.
  /functionResponse\.id/,
  // Defaults.
  /^input\.\d+\.type "message"$|^contents\.\d+\.role "user"$|tool_calls\.\d+\.type "function"$/,
  /^(stream|logprobs|store) false$|\.strict false$/,
  /^(n|generationConfig\.candidateCount) 1$/,
  /^service_tier "auto"$|^serviceTier\.type "default"$/,
  /^modalities\.0 "text"$/,
  /^truncation "disabled"$|^text\.verbosity "medium"$/,
  /detail "(auto|high)"$/,
  /response_format\.type "text"$|^text\.format\.type "text"$|responseMimeType "text\/plain"$/,
  /^tool_choice(\.type)? "auto"$|functionCallingConfig\.mode "AUTO"$/,
  /thinkingBudget -1$/,
  /parallel_tool_calls true$|disable_parallel_tool_use false$/,
  /toolResult\.status "success"$|is_error false$/,
  /\.index 0$/,
  // A name of a schema is a label; a schema is kept to wherever one can be given.
  /(json_schema|text\.format|jsonSchema)\.(name|strict) /,
]
const isHint = (said: string, request: Json): boolean =>
  hints.some((hint) => hint.test(said)) ||
  (!callsTools(request) && /^parallel_tool_calls|tool_?choice|functionCallingConfig/i.test(said))

/** How tools are to be called says nothing where none may be. */
const callsTools = ({ tools, toolConfig, tool_choice: choice }: Json): boolean =>
  choice !== 'none' && (tools !== undefined || 'tools' in ((toolConfig as Json | undefined) ?? {}))

/** Where a wire has efforts, some budgets are the same. */
const isApproximate = (said: string): boolean => /budget_tokens|thinkingBudget/.test(said)

const pairs = formats.flatMap(({ id: caller }) =>
  formats.filter(({ id }) => id !== caller).map(({ id: backend }) => ({ caller, backend })),
)

describe.each(pairs)('$caller → $backend', ({ caller, backend }) => {
  it('carries every word of a request, or says which it cannot', () => {
    let carried = 0
    fc.assert(
      fc.property(anyRequest[caller], (request) => {
        const { sent } = outcome(caller, backend, request)
        if (sent === null) return
        carried += 1
        for (const path of leaves(request)) {
          const leaf = path.reduce<unknown>((value, name) => (value as Json)[name], request)
          const said = `${path.join('.')} ${JSON.stringify(leaf)}`
          if (leaf === null || isHint(said, request)) continue
          // A mode of all tools there, and what is so anyway where one must be called.
          if (backend === 'gemini' && /strict true$/.test(said)) continue
          const without = outcome(caller, backend, changed(request, path, () => undefined) as Json)
          expect(without.sent, `${said} may be left out`).not.toBe(sent)
          const otherwise = outcome(caller, backend, changed(request, path, other) as Json)
          if (!isApproximate(said)) expect(otherwise.sent, `${said} may be anything`).not.toBe(sent)
          const [mark] = /mk\d{6}/.exec(said) ?? []
          // What only its provider can read is wrapped once more for Gemini.
          if (mark !== undefined && !/\.(data|redactedContent) /.test(said)) expect(sent, `${said} is lost`).toContain(mark)
        }
      }),
      { numRuns: 300 },
    )
    expect(carried).toBeGreaterThan(20)
  })
})
