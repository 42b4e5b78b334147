import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, it } from 'vitest'
import { chat, client, harness, messages, post, sent, untouched, upstream } from './parameters-scene.ts'

/** What calls may say, checked by the gateway before they leave: by the model, and by the deployment. */

describe('a model that reasons', () => {
  it.each([
    [
      { temperature: 0.2 },
      'temperature',
      'unsupported_value',
      "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    ],
    [{ top_p: 0.5 }, 'top_p', 'unsupported_parameter', "Unsupported parameter: 'top_p' is not supported with this model."],
    [
      { presence_penalty: 1 },
      'presence_penalty',
      'unsupported_parameter',
      "Unsupported parameter: 'presence_penalty' is not supported with this model.",
    ],
    [
      { frequency_penalty: -1 },
      'frequency_penalty',
      'unsupported_parameter',
      "Unsupported parameter: 'frequency_penalty' is not supported with this model.",
    ],
    [
      { logprobs: true },
      'logprobs',
      'unsupported_parameter',
      "Unsupported parameter: 'logprobs' is not supported with this model.",
    ],
    [
      { logit_bias: { '1': 1 } },
      'logit_bias',
      'unsupported_parameter',
      "Unsupported parameter: 'logit_bias' is not supported with this model.",
    ],
    [{ stop: ['x'] }, 'stop', 'unsupported_parameter', "Unsupported parameter: 'stop' is not supported with this model."],
    [
      { max_tokens: 5 },
      'max_tokens',
      'unsupported_parameter',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    ],
    [
      { reasoning_effort: 'minimal' },
      'reasoning_effort',
      'unsupported_value',
      "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. Supported values are: 'low', 'medium', 'high'.",
    ],
  ])('refuses %j before it leaves, as OpenAI does', async (more, param, code, message) => {
    const call = client.chat.completions.create({ model: 'thinker', messages, ...(more as object) })
    const refusal = await call.then(
      () => expect.unreachable(),
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(OpenAI.BadRequestError)
    expect(refusal).toMatchObject({ status: 400, code, param, type: 'invalid_request_error' })
    expect((refusal as Error).message).toBe(`400 ${message}`)
    untouched()
  })

  it('takes what it knows, and what changes nothing, byte for byte', async () => {
    const more = {
      max_completion_tokens: 5,
      reasoning_effort: 'high',
      temperature: 1,
      top_p: 1,
      presence_penalty: 0,
      logprobs: false,
      stop: null,
      seed: 3,
    }
    expect((await chat('thinker', more)).status).toBe(200)
    expect(upstream.received.at(-1)?.body.toString()).toBe(JSON.stringify({ model: 'thinker', messages, ...more }))
    expect((await chat('newer', { temperature: 0.3, max_completion_tokens: 5 })).status).toBe(200)
    expect(await chat('newer', { max_tokens: 5 })).toMatchObject({ status: 400, body: { error: { param: 'max_tokens' } } })
  })

  it('is spoken to in the caller’s own words', async () => {
    expect(await post('/v1/responses', { model: 'thinker', input: 'Hi', temperature: 0.2 })).toMatchObject({
      status: 400,
      body: { error: { param: 'temperature', code: 'unsupported_value' } },
    })
    const effort = { model: 'thinker', input: 'Hi', reasoning: { effort: 'minimal' } }
    expect(await post('/v1/responses', effort)).toMatchObject({ body: { error: { param: 'reasoning.effort' } } })
    expect((await post('/v1/responses', { model: 'thinker', input: 'Hi', max_output_tokens: 50 })).status).toBe(200)
    // Anthropic's API has but one name for the bound, and it is translated.
    const claude = { model: 'thinker', messages, max_tokens: 5 }
    expect((await post('/anthropic/v1/messages', claude)).status).toBe(200)
    expect(sent()).toMatchObject({ max_completion_tokens: 5 })
    upstream.reset()
    expect(await post('/anthropic/v1/messages', { ...claude, temperature: 0.2 })).toMatchObject({
      status: 400,
      body: { type: 'error', error: { type: 'invalid_request_error', message: expect.stringContaining("'temperature'") } },
    })
    const gemini = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], generationConfig: { topP: 0.5 } }
    expect((await post('/v1/models/thinker:generateContent', gemini)).body.error.message).toContain("'generationConfig.topP'")
    const bedrock = { messages: [{ role: 'user', content: [{ text: 'Hi' }] }], inferenceConfig: { temperature: 0.5 } }
    expect((await post('/v1/model/thinker/converse', bedrock)).status).toBe(400)
    untouched()
  })

  it('refuses in the words of Azure, and of SAP', async () => {
    const azure = new AzureOpenAI({ endpoint: harness.url, apiKey: 'admin', apiVersion: '2024-10-21', maxRetries: 0 })
    const call = azure.chat.completions.create({ model: 'thinker', messages, max_tokens: 5 })
    await expect(call).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'max_tokens' })
    const { deploymentId } = harness.gateway.table.byName('default', 'thinker') ?? expect.unreachable()
    const path = `/v2/inference/deployments/${deploymentId}/chat/completions?api-version=2024-10-21`
    const sap = await post(path, { messages, max_tokens: 5 }, { 'ai-resource-group': 'default' })
    expect([sap.status, JSON.stringify(sap.body)]).toEqual([400, expect.stringContaining("'max_tokens' is not supported")])
  })
})

describe('other models', () => {
  it.each([
    [{ temperature: 2.1 }, 'temperature', 'unsupported_value', /does not support 2.1 .* from 0 to 2/],
    [{ top_p: -0.1 }, 'top_p', 'unsupported_value', /from 0 to 1/],
    [{ frequency_penalty: 3 }, 'frequency_penalty', 'unsupported_value', /from -2 to 2/],
    [{ n: 129 }, 'n', 'unsupported_value', /from 1 to 128/],
    [{ temperature: '1' }, 'temperature', 'invalid_type', /^Invalid type for 'temperature': expected a number, but got a string/],
    [{ reasoning_effort: 'low' }, 'reasoning_effort', 'unsupported_parameter', /not supported with this model/],
  ])('have ranges: %j', async (more, param, code, says) => {
    const { status, body } = await chat('classic', more)
    expect([status, body.error]).toEqual([400, expect.objectContaining({ param, code, message: expect.stringMatching(says) })])
    untouched()
  })

  it('take the rest', async () => {
    for (const more of [
      { temperature: 2, max_tokens: 5 },
      { temperature: 0, max_completion_tokens: 5, top_logprobs: 20 },
      { reasoning_effort: null },
    ])
      expect((await chat('classic', more)).status).toBe(200)
    expect(await post('/v1/embeddings', { model: 'embedder', input: 'a', dimensions: 8 })).toMatchObject({
      status: 400,
      body: { error: { param: 'dimensions' } },
    })
    expect((await post('/v1/embeddings', { model: 'embedder', input: 'a' })).status).toBe(200)
  })

  it('of which nothing is known are not asked', async () => {
    const body = {
      temperature: 7,
      max_tokens: -1,
      response_format: { type: 'json_schema', json_schema: { strict: true, schema: {} } },
    }
    expect((await chat('free', body)).status).toBe(200)
  })
})

describe('rules of a deployment', () => {
  it('give defaults to calls that do not say it', async () => {
    await chat('ruled', {})
    expect(sent()).toMatchObject({
      temperature: 0.2,
      max_tokens: 50,
      reasoning_effort: 'low',
      parallel_tool_calls: false,
      messages,
    })
    await chat('ruled', { temperature: 0.9, max_completion_tokens: 7, reasoning_effort: 'medium', parallel_tool_calls: true })
    expect(sent()).toMatchObject({
      temperature: 0.9,
      max_completion_tokens: 7,
      reasoning_effort: 'medium',
      parallel_tool_calls: true,
    })
    expect(sent()).not.toHaveProperty('max_tokens')
    await post('/v1/responses', { model: 'ruled', input: 'Hi', reasoning: { summary: 'auto' } })
    expect(sent()).toMatchObject({ max_output_tokens: 50, reasoning: { summary: 'auto', effort: 'low' } })
    await post('/anthropic/v1/messages', { model: 'ruled', messages, max_tokens: 9 })
    expect(sent()).toMatchObject({ max_tokens: 9, temperature: 0.2 })
  })

  it('write a default in the model’s own name, and none that it does not take', async () => {
    await chat('ruled-thinker', {})
    expect(sent()).toMatchObject({ max_completion_tokens: 50, reasoning_effort: 'low' })
    expect(sent()).not.toHaveProperty('max_tokens')
    expect(sent()).not.toHaveProperty('temperature')
  })

  it.each([
    [{ temperature: 1.5 }, 'temperature', /with this deployment. It must be at most 1/],
    [{ max_tokens: 51 }, 'max_tokens', /at most 50/],
    [{ max_completion_tokens: 51 }, 'max_completion_tokens', /at most 50/],
    [{ reasoning_effort: 'high' }, 'reasoning_effort', /'low', 'medium'/],
    [{ logit_bias: {} }, 'logit_bias', /not supported with this deployment/],
  ])('refuse %j', async (more, param, says) => {
    const { status, body } = await chat('ruled', more)
    expect([status, body.error]).toEqual([400, expect.objectContaining({ param, message: expect.stringMatching(says) })])
    untouched()
  })

  it('send a call of several configurations to one that takes it', async () => {
    expect((await chat('spread', { temperature: 0.2 })).status).toBe(200)
    expect(sent()['model']).toBe('second')
    expect((await chat('spread', { max_completion_tokens: 5 })).status).toBe(200)
    expect(sent()['model']).toBe('spread')
    expect((await chat('spread', { temperature: 9 })).status).toBe(400)
    await chat('spread-ruled', {})
    expect(sent()).toMatchObject({ temperature: 0.2, max_tokens: 50 })
  })

  it('hold where a call spills over to', async () => {
    const json = { 'content-type': 'application/json' }
    upstream.behaviour.answer = { status: 429, headers: json, body: '{"error":{"message":"full"}}' }
    const over = async (more: object) => {
      upstream.received.length = 0
      const answer = await fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer admin', ...json },
        body: JSON.stringify({ model: 'first', messages, ...more }),
      })
      return [answer.status, answer.headers.get('x-ms-spillover-error'), upstream.received.length > 1]
    }
    expect(await over({ temperature: 1.5 })).toEqual([429, '400', false])
    expect(sent()).toMatchObject({ seed: 7, temperature: 1.5 })
    expect(await over({ temperature: 0.5 })).toEqual([429, '429', true])
  })
})
