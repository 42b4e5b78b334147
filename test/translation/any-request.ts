import fc from 'fast-check'
import type { FormatId } from '../../src/wires/canonical/format.ts'

/** Text that is found again wherever it goes: lower-case, so that it may be a label, and a media-free base64 text too. */
const mark = fc.integer({ min: 100_000, max: 999_999 }).map((number) => `mk${number}`)
const data = fc.integer({ min: 100_000, max: 999_999 }).map((number) => `mk${number}a=`)
const fraction = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)
const count = fc.integer({ min: 3, max: 4_000 })
const budget = fc.integer({ min: 1_024, max: 3_000 })
const when = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 1 })

/** What must be said, and at most `most` of what may be. */
const sparse = (must: Record<string, fc.Arbitrary<unknown>>, may: Record<string, fc.Arbitrary<unknown>>, most = 3) =>
  fc
    .subarray(Object.keys(may), { maxLength: Math.min(most, Object.keys(may).length) })
    .chain((names) => fc.record({ ...must, ...Object.fromEntries(names.map((name) => [name, may[name] ?? fc.constant(null)])) }))
const jsonSchema = mark.map((name) => ({ type: 'object', properties: { [name]: { type: 'string' } }, required: [name] }))
const args = fc.record({ city: mark })
const cache = when({ type: 'ephemeral' }, { type: 'ephemeral', ttl: '1h' })

/** Talk in rounds: asked, answered with calls, and each call with a result. `round` writes one in a dialect's words. */
const talk = <T>(round: (at: number) => fc.Arbitrary<T[]>): fc.Arbitrary<T[]> =>
  fc
    .integer({ min: 1, max: 2 })
    .chain((rounds) => fc.tuple(...Array.from({ length: rounds }, (_, at) => round(at))).map((all) => all.flat()))

// OpenAI Chat Completions

const openaiPart = fc.oneof(
  fc.record({ type: when('text'), text: mark }),
  fc.record({
    type: when('image_url'),
    image_url: sparse({ url: data.map((each) => `data:image/png;base64,${each}`) }, { detail: when('auto', 'low', 'high') }),
  }),
  fc.record({ type: when('image_url'), image_url: fc.record({ url: mark.map((each) => `https://a.example/${each}.png`) }) }),
)
const openaiCall = (id: string) =>
  sparse(
    {
      id: fc.constant(id),
      type: when('function'),
      function: fc.record({ name: mark, arguments: args.map((each) => JSON.stringify(each)) }),
    },
    { extra_content: fc.record({ google: fc.record({ thought_signature: data }) }), index: fc.constant(0) },
    1,
  )
const openaiRound = (at: number) =>
  fc
    .tuple(
      fc.record({ role: when('user'), content: fc.oneof(mark, fc.array(openaiPart, { minLength: 1, maxLength: 2 })) }),
      sparse(
        { role: when('assistant'), content: mark, tool_calls: fc.tuple(openaiCall(`call_${at}a`), openaiCall(`call_${at}b`)) },
        {
          reasoning_content: mark,
          thinking_blocks: fc.tuple(fc.record({ type: when('thinking'), thinking: mark, signature: data })),
          refusal: fc.constant(null),
        },
        1,
      ),
      sparse({ role: when('tool'), tool_call_id: fc.constant(`call_${at}a`), content: mark }, {}),
      sparse(
        {
          role: when('tool'),
          tool_call_id: fc.constant(`call_${at}b`),
          content: fc.array(openaiPart, { minLength: 1, maxLength: 1 }),
        },
        {},
      ),
    )
    .map((all): unknown[] => all)
const openaiFunction = (parameters: string) =>
  sparse({ name: mark }, { description: mark, [parameters]: jsonSchema, strict: fc.boolean() })
const namedSchema = sparse({ name: mark, schema: jsonSchema }, { description: mark, strict: fc.boolean() })
const efforts = when('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')
const openai = sparse(
  {
    model: when('chat'),
    messages: fc
      .tuple(maybe(fc.record({ role: when('system', 'developer'), content: mark })), talk(openaiRound))
      .map((all) => all.flat()),
  },
  {
    max_tokens: count,
    max_completion_tokens: count,
    temperature: fraction,
    top_p: fraction,
    top_k: count,
    stop: fc.oneof(mark, fc.array(mark, { minLength: 1, maxLength: 2 })),
    seed: count,
    presence_penalty: fraction,
    frequency_penalty: fraction,
    response_format: fc.oneof(
      fc.record({ type: when('text', 'json_object') }),
      fc.record({ type: when('json_schema'), json_schema: namedSchema }),
    ),
    tools: fc.array(fc.record({ type: when('function'), function: openaiFunction('parameters') }), {
      minLength: 1,
      maxLength: 2,
    }),
    tool_choice: fc.oneof(
      when('auto', 'none', 'required'),
      fc.record({ type: when('function'), function: fc.record({ name: mark }) }),
    ),
    parallel_tool_calls: fc.boolean(),
    reasoning_effort: efforts,
    stream: fc.boolean(),
    user: mark,
    metadata: fc.dictionary(mark, mark, { minKeys: 1, maxKeys: 2 }),
    n: when(1, 2),
    logprobs: fc.boolean(),
    logit_bias: fc.record({ 5: count }),
    service_tier: when('auto', 'priority'),
    modalities: when(['text'], ['text', 'audio']),
    prompt_cache_key: mark,
    safety_identifier: mark,
    verbosity: when('low'),
    prediction: fc.record({ type: when('content'), content: mark }),
    unheard_of: mark,
  },
)

// OpenAI Responses

const responsePart = fc.oneof(
  fc.record({ type: when('input_text'), text: mark }),
  sparse(
    { type: when('input_image'), image_url: data.map((each) => `data:image/png;base64,${each}`) },
    { detail: when('auto', 'low', 'high') },
  ),
)
const responsesRound = (at: number) =>
  fc
    .tuple(
      fc.record({ role: when('user'), content: fc.oneof(mark, fc.array(responsePart, { minLength: 1, maxLength: 2 })) }),
      sparse(
        { type: when('reasoning'), summary: fc.tuple(fc.record({ type: when('summary_text'), text: mark })) },
        { encrypted_content: data },
      ),
      fc.record({
        type: when('message'),
        role: when('assistant'),
        content: fc.tuple(fc.record({ type: when('output_text'), text: mark })),
      }),
      ...['a', 'b'].map((which) =>
        fc.record({
          type: when('function_call'),
          call_id: fc.constant(`call_${at}${which}`),
          name: mark,
          arguments: args.map((each) => JSON.stringify(each)),
        }),
      ),
      ...['a', 'b'].map((which) =>
        fc.record({
          type: when('function_call_output'),
          call_id: fc.constant(`call_${at}${which}`),
          output: fc.oneof(mark, fc.array(responsePart, { minLength: 1, maxLength: 1 })),
        }),
      ),
    )
    .map((all): unknown[] => all)
const responses = sparse(
  { model: when('chat'), input: fc.oneof(mark, talk(responsesRound)) },
  {
    instructions: mark,
    max_output_tokens: count,
    temperature: fraction,
    top_p: fraction,
    text: fc.oneof(
      fc.record({ format: fc.record({ type: when('text', 'json_object') }) }),
      namedSchema.map((named) => ({ format: { type: 'json_schema', ...(named as object) } })),
      fc.record({ verbosity: when('low', 'medium') }),
    ),
    tools: fc.array(
      openaiFunction('parameters').map((named) => ({ type: 'function', ...(named as object) })),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    tool_choice: fc.oneof(when('auto', 'none', 'required'), fc.record({ type: when('function'), name: mark })),
    parallel_tool_calls: fc.boolean(),
    reasoning: sparse({}, { effort: efforts, summary: when('auto') }),
    stream: fc.boolean(),
    user: mark,
    metadata: fc.dictionary(mark, mark, { minKeys: 1, maxKeys: 2 }),
    store: fc.boolean(),
    previous_response_id: mark,
    truncation: when('auto', 'disabled'),
    max_tool_calls: count,
    prompt: fc.record({ id: mark }),
    unheard_of: mark,
  },
)

// Anthropic Messages

const anthropicText = sparse({ type: when('text'), text: mark }, { cache_control: cache })
const anthropicImage = fc.oneof(
  fc.record({ type: when('image'), source: fc.record({ type: when('base64'), media_type: when('image/png'), data }) }),
  fc.record({
    type: when('image'),
    source: fc.record({ type: when('url'), url: mark.map((each) => `https://a.example/${each}.png`) }),
  }),
)
const anthropicRound = (at: number) =>
  fc
    .tuple(
      fc.record({
        role: when('user'),
        content: fc.oneof(mark, fc.array(fc.oneof(anthropicText, anthropicImage), { minLength: 1, maxLength: 2 })),
      }),
      fc
        .tuple(
          maybe(sparse({ type: when('thinking'), thinking: mark, signature: data }, {})),
          maybe(fc.record({ type: when('redacted_thinking'), data })),
          anthropicText,
          fc.tuple(
            ...['a', 'b'].map((which) =>
              sparse(
                { type: when('tool_use'), id: fc.constant(`call_${at}${which}`), name: mark, input: args },
                { cache_control: cache },
              ),
            ),
          ),
        )
        .map(([thought, redacted, text, calls]) => ({ role: 'assistant', content: [...thought, ...redacted, text, ...calls] })),
      fc
        .tuple(
          ...['a', 'b'].map((which) =>
            sparse(
              {
                type: when('tool_result'),
                tool_use_id: fc.constant(`call_${at}${which}`),
                content: fc.oneof(mark, fc.array(fc.oneof(anthropicText, anthropicImage), { minLength: 1, maxLength: 1 })),
              },
              { is_error: fc.boolean() },
            ),
          ),
        )
        .map((content) => ({ role: 'user', content })),
    )
    .map((all): unknown[] => all)
const anthropic = sparse(
  { model: when('chat'), max_tokens: count, messages: talk(anthropicRound) },
  {
    system: fc.oneof(mark, fc.array(anthropicText, { minLength: 1, maxLength: 2 })),
    temperature: fraction,
    top_p: fraction,
    top_k: count,
    stop_sequences: fc.array(mark, { minLength: 1, maxLength: 2 }),
    tools: fc.array(
      sparse({ name: mark, input_schema: jsonSchema }, { description: mark, strict: fc.boolean(), cache_control: cache }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    tool_choice: fc.oneof(
      sparse({ type: when('auto', 'any', 'none') }, { disable_parallel_tool_use: fc.boolean() }),
      sparse({ type: when('tool'), name: mark }, { disable_parallel_tool_use: fc.boolean() }),
    ),
    output_config: sparse(
      {},
      { effort: when('low', 'high'), format: fc.record({ type: when('json_schema'), schema: jsonSchema }) },
    ),
    thinking: fc.oneof(
      fc.record({ type: when('enabled'), budget_tokens: budget }),
      sparse({ type: when('adaptive', 'disabled') }, { display: when('omitted') }),
    ),
    stream: fc.boolean(),
    metadata: sparse({ user_id: mark }, { team: mark }),
    service_tier: when('auto', 'priority'),
    mcp_servers: fc.tuple(fc.record({ url: mark })),
    container: mark,
    unheard_of: mark,
  },
)

// Bedrock Converse

const point = fc.record({ cachePoint: sparse({ type: when('default') }, { ttl: when('5m', '1h') }) })
const converseVisible = fc.oneof(
  fc.record({ text: mark }),
  fc.record({ image: fc.record({ format: when('png', 'jpeg'), source: fc.record({ bytes: data }) }) }),
)
const converseRound = (at: number) =>
  fc
    .tuple(
      fc.record({ role: when('user'), content: fc.tuple(converseVisible, fc.oneof(converseVisible, point)) }),
      fc
        .tuple(
          maybe(fc.record({ reasoningContent: fc.record({ reasoningText: sparse({ text: mark }, { signature: data }) }) })),
          maybe(fc.record({ reasoningContent: fc.record({ redactedContent: data }) })),
          fc.record({ text: mark }),
          fc.tuple(
            ...['a', 'b'].map((which) =>
              fc.record({ toolUse: fc.record({ toolUseId: fc.constant(`call_${at}${which}`), name: mark, input: args }) }),
            ),
          ),
        )
        .map(([thought, redacted, text, calls]) => ({ role: 'assistant', content: [...thought, ...redacted, text, ...calls] })),
      fc
        .tuple(
          ...['a', 'b'].map((which) =>
            fc.record({
              toolResult: sparse(
                {
                  toolUseId: fc.constant(`call_${at}${which}`),
                  content: fc.tuple(fc.oneof(converseVisible, fc.record({ json: fc.record({ value: mark }) }))),
                },
                { status: when('success', 'error') },
              ),
            }),
          ),
        )
        .map((content) => ({ role: 'user', content })),
    )
    .map((all): unknown[] => all)
const converseTool = fc.oneof(
  fc.record({
    toolSpec: sparse({ name: mark, inputSchema: fc.record({ json: jsonSchema }) }, { description: mark, strict: fc.boolean() }),
  }),
)
const converse = sparse(
  { messages: talk(converseRound) },
  {
    system: fc.tuple(fc.record({ text: mark })),
    inferenceConfig: sparse({}, { maxTokens: count, temperature: fraction, topP: fraction, stopSequences: fc.tuple(mark) }),
    toolConfig: sparse(
      { tools: fc.array(converseTool, { minLength: 1, maxLength: 2 }) },
      { toolChoice: fc.oneof(when({ auto: {} }, { any: {} }), fc.record({ tool: fc.record({ name: mark }) })) },
    ),
    additionalModelRequestFields: sparse(
      {},
      {
        top_k: count,
        thinking: fc.oneof(fc.record({ type: when('enabled'), budget_tokens: budget }), fc.record({ type: when('disabled') })),
        mirostat: count,
      },
      1,
    ),
    outputConfig: sparse(
      {},
      {
        effort: when('low', 'high'),
        textFormat: fc.record({
          type: when('json_schema'),
          structure: fc.record({
            jsonSchema: sparse({ schema: jsonSchema.map((each) => JSON.stringify(each)) }, { name: mark, description: mark }),
          }),
        }),
      },
    ),
    requestMetadata: fc.dictionary(mark, mark, { minKeys: 1, maxKeys: 2 }),
    serviceTier: fc.record({ type: when('default', 'priority') }),
    guardrailConfig: fc.record({ guardrailIdentifier: mark }),
    promptVariables: fc.dictionary(mark, fc.record({ text: mark }), { minKeys: 1, maxKeys: 1 }),
    unheardOf: mark,
  },
)

// Gemini

const geminiVisible = fc.oneof(
  fc.record({ text: mark }),
  fc.record({ inlineData: fc.record({ mimeType: when('image/png', 'image/webp'), data }) }),
  fc.record({
    fileData: fc.record({ mimeType: when('image/png'), fileUri: mark.map((each) => `https://a.example/${each}.png`) }),
  }),
)
const geminiRound = (at: number) =>
  fc
    .tuple(mark, mark)
    .chain((names) =>
      fc.tuple(
        fc.record({ role: when('user'), parts: fc.array(geminiVisible, { minLength: 1, maxLength: 2 }) }),
        fc
          .tuple(
            maybe(sparse({ text: mark, thought: when(true) }, { thoughtSignature: data })),
            fc.record({ text: mark }),
            fc.tuple(
              ...names.map((name, which) =>
                sparse(
                  { functionCall: fc.record({ id: fc.constant(`call_${at}${which}`), name: fc.constant(name), args }) },
                  { thoughtSignature: data },
                ),
              ),
            ),
          )
          .map(([thought, text, calls]) => ({ role: 'model', parts: [...thought, text, ...calls] })),
        fc
          .tuple(
            ...names.map((name, which) =>
              fc.record({
                functionResponse: fc.record({
                  id: fc.constant(`call_${at}${which}`),
                  name: fc.constant(name),
                  response: fc.oneof(
                    fc.record({ output: mark }),
                    fc.record({ error: mark }),
                    fc.record({ one: mark, two: mark }),
                  ),
                }),
              }),
            ),
          )
          .map((parts) => ({ role: 'user', parts })),
      ),
    )
    .map((all): unknown[] => all)
const geminiSchema = mark.map((name) => ({ type: 'OBJECT', properties: { [name]: { type: 'STRING', nullable: true } } }))
const gemini = sparse(
  { contents: talk(geminiRound) },
  {
    systemInstruction: fc.record({ parts: fc.tuple(fc.record({ text: mark })) }),
    generationConfig: sparse(
      {},
      {
        maxOutputTokens: count,
        temperature: fraction,
        topP: fraction,
        topK: count,
        stopSequences: fc.tuple(mark),
        seed: count,
        presencePenalty: fraction,
        frequencyPenalty: fraction,
        responseMimeType: when('application/json', 'text/plain'),
        responseSchema: geminiSchema,
        responseJsonSchema: jsonSchema,
        candidateCount: when(1, 2),
        thinkingConfig: sparse(
          {},
          { thinkingBudget: fc.oneof(budget, when(0, -1)), thinkingLevel: when('LOW', 'HIGH'), includeThoughts: fc.boolean() },
        ),
        mediaResolution: when('MEDIA_RESOLUTION_LOW'),
        responseModalities: fc.tuple(when('IMAGE')),
      },
      4,
    ),
    tools: fc.tuple(
      fc.oneof(
        fc.record({
          functionDeclarations: fc.array(
            sparse(
              { name: mark },
              { description: mark, parameters: geminiSchema, parametersJsonSchema: jsonSchema, response: jsonSchema },
            ),
            { minLength: 1, maxLength: 2 },
          ),
        }),
        fc.record({ googleSearch: fc.constant({}) }),
      ),
    ),
    toolConfig: fc.record({
      functionCallingConfig: sparse({ mode: when('AUTO', 'ANY', 'NONE', 'VALIDATED') }, { allowedFunctionNames: fc.tuple(mark) }),
    }),
    labels: fc.dictionary(mark, mark, { minKeys: 1, maxKeys: 2 }),
    safetySettings: fc.tuple(fc.record({ category: mark, threshold: mark })),
    cachedContent: mark,
    unheardOf: mark,
  },
)

/** Valid requests of each API, with fields that some other API has no word for, and some that no API has. */
export const anyRequest = { openai, 'openai-responses': responses, anthropic, 'bedrock-converse': converse, gemini } as Readonly<
  Record<FormatId, fc.Arbitrary<Record<string, unknown>>>
>
