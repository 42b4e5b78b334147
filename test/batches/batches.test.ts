import { AzureOpenAI, toFile } from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../conformance/scene.ts'
import { type BatchScene, chatLine, chatLines, openBatchScene } from './scene.ts'

/** Batches through the whole platform, by the clients of OpenAI and Azure OpenAI. */
let scene: BatchScene
beforeAll(async () => {
  scene = await openBatchScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())
afterEach(() => scene.reset())

const travel = (ms: number): void => scene.platform.clock.travelTo(new Date(scene.platform.clock.now() + ms).toISOString())

describe('a batch', () => {
  it('has each line called once, and leaves their answers, at half the price', async () => {
    const deploymentId = await scene.deployModel('nightly', { deploymentType: 'batch' })
    const metadata = { job: 'summaries' }
    const started = await scene.start(chatLines(40, 'nightly'), { metadata })
    expect(started).toMatchObject({ object: 'batch', status: 'validating', completion_window: '24h', metadata })
    const batch = await scene.until(started.id)
    expect(batch).toMatchObject({
      status: 'completed',
      errors: null,
      error_file_id: null,
      request_counts: { total: 40, completed: 40, failed: 0 },
      deployment_id: deploymentId,
    })
    const lines = await scene.linesOf(batch.output_file_id)
    const used = lines.map((line) => line.response.body.usage)
    expect(batch.usage).toMatchObject({
      input_tokens: used.reduce((sum, each) => sum + each.prompt_tokens, 0),
      output_tokens: used.reduce((sum, each) => sum + each.completion_tokens, 0),
      total_tokens: used.reduce((sum, each) => sum + each.total_tokens, 0),
    })
    expect(batch.usage?.total_tokens).toBeGreaterThan(0)
    expect(lines.map((line) => line.custom_id).sort()).toEqual(
      chatLines(40, '')
        .map((_, at) => `line-${at + 1}`)
        .sort(),
    )
    expect(lines[0]).toMatchObject({
      id: expect.stringMatching(/^batch_req_/),
      error: null,
      response: { status_code: 200, request_id: expect.any(String), body: { object: 'chat.completion' } },
    })
    expect(scene.one.received.length).toBe(40)
    expect(scene.one.received[0]?.json).toMatchObject({ model: 'model-one' })

    await eventually(async () => (await scene.ledger(deploymentId)).length === 40, scene.platform, 20_000)
    const [row] = await scene.ledger(deploymentId)
    expect(row).toMatchObject({ dialect: 'batch', state: 'settled', deploymentType: 'batch' })
    // 9 tokens in at 1, 3 out at 2 a million; half of that.
    expect(row).toMatchObject({ inputTokens: 9, outputTokens: 3, cost: { nano: 7_500 }, rate: { share: 'half' } })
  }, 120_000)

  it('is all that a deployment of type batch answers', async () => {
    await scene.deployModel('lines-only', { deploymentType: 'batch' })
    const answer = await scene.ask('lines-only')
    expect([answer.status, answer.body.error.code]).toEqual([400, 'OperationNotSupported'])
    expect(answer.body.error.message).toContain('/v1/batches')
    const azure = await scene.platform.call('POST', '/openai/deployments/lines-only/chat/completions?api-version=2024-10-21', {
      messages: [],
    })
    expect([azure.status, azure.body.error.code]).toEqual([400, 'OperationNotSupported'])
    expect(scene.one.received.length).toBe(0)
  }, 120_000)

  it('goes the same way with the client of Azure OpenAI, by the deployment of the address', async () => {
    await scene.deployModel('azure-batch', { deploymentType: 'batch' })
    const lines = chatLines(3, 'azure-batch').map((line) => ({ ...line, url: '/chat/completions' }))
    const text = lines.map((line) => JSON.stringify(line)).join('\n')
    const { azure } = scene
    const file = await azure.files.create({ file: await toFile(Buffer.from(text), 'lines.jsonl'), purpose: 'batch' })
    expect(file).toMatchObject({
      object: 'file',
      purpose: 'batch',
      status: 'processed',
      bytes: text.length,
      filename: 'lines.jsonl',
    })
    const order = { input_file_id: file.id, endpoint: '/chat/completions', completion_window: '24h' } as const
    const { id } = await azure.batches.create(order as never)
    await scene.until(id, 'completed')
    const batch = await azure.batches.retrieve(id)
    expect((await (await azure.files.content(batch.output_file_id ?? '')).text()).trim().split('\n').length).toBe(3)
    expect((await azure.batches.list()).data[0]?.id).toBe(id)
    // The client puts its deployment into the address; then lines need not name it.
    const narrow = new AzureOpenAI({
      apiKey: scene.platform.adminKey,
      endpoint: scene.platform.url,
      apiVersion: '2024-10-21',
      deployment: 'azure-batch',
      maxRetries: 0,
    })
    const unnamed = await scene.upload(chatLines(2, 'x').map((line) => ({ ...line, body: { messages: [] } })))
    const second = await narrow.batches.create({ ...order, input_file_id: unnamed } as never)
    expect(await scene.until(second.id)).toMatchObject({ status: 'completed', model: 'azure-batch' })
    const named = await scene.platform.call('POST', '/openai/deployments/other/batches?api-version=2024-10-21', order)
    expect(named.headers.get('apim-request-id')).toBeTruthy()
    expect((await scene.until(named.body.id)).errors?.data?.[0]).toMatchObject({ code: 'model_mismatch', line: 1 })
  }, 120_000)

  it('writes what was refused into the error file, and tries again what failed for want of room', async () => {
    await scene.deployModel('refusing', { deploymentType: 'batch' })
    const bad = { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"no","code":"bad"}}' }
    scene.one.behaviour.answer = bad
    const first = await scene.until((await scene.start(chatLines(3, 'refusing'))).id)
    expect(first).toMatchObject({
      status: 'completed',
      output_file_id: null,
      request_counts: { total: 3, completed: 0, failed: 3 },
    })
    const [line] = await scene.linesOf(first.error_file_id)
    expect(line).toMatchObject({ custom_id: 'line-1', response: { status_code: 400, body: { error: { code: 'bad' } } } })

    scene.one.behaviour.answer = { ...bad, status: 429, headers: { 'retry-after-ms': '20' }, body: '{}' }
    const { id } = await scene.start(chatLines(3, 'refusing'))
    await eventually(() => scene.one.received.length > 3, scene.platform, 20_000)
    expect((await scene.openai.batches.retrieve(id)).request_counts).toMatchObject({ total: 3, completed: 0, failed: 0 })
    scene.one.behaviour.answer = null
    const second = await scene.until(id)
    expect(second).toMatchObject({ status: 'completed', request_counts: { completed: 3, failed: 0 } })
    // It was one beginning all the time: nobody died.
    for (const each of await scene.linesOf(second.output_file_id)) expect(each).not.toHaveProperty('attempts')
  }, 120_000)

  it('can be cancelled: what was answered stays', async () => {
    await scene.deployModel('slow', { deploymentType: 'batch' })
    scene.one.behaviour.firstByteMs = 20
    const { id } = await scene.start(chatLines(2_000, 'slow'))
    await eventually(
      async () => ((await scene.openai.batches.retrieve(id)).request_counts?.completed ?? 0) > 3,
      scene.platform,
      20_000,
    )
    expect((await scene.openai.batches.cancel(id)).status).toBe('cancelling')
    const batch = await scene.until(id, 'cancelled')
    const done = await scene.linesOf(batch.output_file_id)
    const left = await scene.linesOf(batch.error_file_id)
    expect(done.length).toBe(batch.request_counts?.completed)
    expect(done.length).toBeGreaterThan(3)
    expect(done.length + left.length).toBe(2_000)
    expect(new Set([...done, ...left].map((line) => line.custom_id)).size).toBe(2_000)
    expect(left.at(-1)).toMatchObject({ response: null, error: { code: 'batch_cancelled' } })
    await expect(scene.openai.batches.cancel(id)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/status 'cancelled'/),
    })
  }, 120_000)

  it('expires after a day: what was not called is in the error file', async () => {
    await scene.deployModel('late', { deploymentType: 'batch' })
    scene.one.behaviour.answer = { status: 429, headers: {}, body: '{}' }
    const { id } = await scene.start(chatLines(5, 'late'))
    await eventually(() => scene.one.received.length > 0, scene.platform, 20_000)
    travel(25 * 3_600_000)
    const batch = await scene.until(id, 'expired')
    expect(batch).toMatchObject({ output_file_id: null, request_counts: { total: 5, completed: 0, failed: 5 } })
    const lines = await scene.linesOf(batch.error_file_id)
    expect(lines.map((line) => [line.custom_id, line.error.code])).toEqual(
      [1, 2, 3, 4, 5].map((at) => [`line-${at}`, 'batch_expired']),
    )
  }, 120_000)

  it('may go to a deployment of any type, and leaves it half of its places and a part of its limits', async () => {
    // Twelve requests a minute.
    await scene.deployModel('shared', { deploymentType: 'standard', capacity: 2 })
    const { id } = await scene.start(chatLines(12, 'shared'))
    await eventually(() => scene.one.received.length >= 9, scene.platform, 20_000)
    for (let round = 0; round < 40; round += 1) await scene.platform.clock.sleep(10)
    // A fifth is left to those who wait for their answers.
    expect(scene.one.received.length).toBeLessThan(12)
    expect((await scene.ask('shared', { max_tokens: 3 })).status).toBe(200)
    travel(61_000)
    expect((await scene.until(id)).request_counts).toMatchObject({ completed: 12, failed: 0 })
  }, 120_000)

  it('is refused where more tokens would wait than its deployment has capacity for', async () => {
    await scene.deployModel('small', { deploymentType: 'batch', capacity: 1 })
    const long = { messages: [{ role: 'user', content: 'word '.repeat(2_000) }] }
    const batch = await scene.until((await scene.start([chatLine(1, 'small', long)])).id)
    expect(batch.errors?.data?.[0]).toMatchObject({ code: 'token_limit_exceeded', line: null })
    expect((await scene.until((await scene.start(chatLines(2, 'small'))).id)).status).toBe('completed')
  }, 120_000)

  it('ends where the key that made it is revoked', async () => {
    await scene.deployModel('keyed', { deploymentType: 'batch' })
    const { body } = await scene.platform.call('POST', '/v2/admin/apiKeys', {
      name: 'batcher',
      role: 'consumer',
      resourceGroups: ['default'],
    })
    const client = scene.clientFor(body.key ?? body.apiKey)
    scene.one.behaviour.answer = { status: 429, headers: {}, body: '{}' }
    const input_file_id = await scene.upload(chatLines(2, 'keyed'))
    const { id } = await client.batches.create({ input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h' })
    await eventually(() => scene.one.received.length > 0, scene.platform, 20_000)
    const revoked = await scene.platform.call('DELETE', `/v2/admin/apiKeys/${body.publicId ?? body.id}`)
    expect(revoked.status).toBeLessThan(300)
    const batch = await scene.until(id)
    const codes = (await scene.linesOf(batch.error_file_id)).map((line) => line.response.status_code)
    expect(codes).toEqual([401, 401])
  }, 120_000)
})

describe('an input file', () => {
  const line = (more: object) => ({ ...chatLine('a', 'm'), ...more })
  it.each([
    ['is no JSON', '{"custom_id": \n', ['invalid_json_line'], 1],
    ['has a byte order mark', `\uFEFF${JSON.stringify(line({}))}\n`, ['invalid_json_line'], 1],
    ['has no lines', '\n\n  \n', ['empty_batch'], null],
    ['names two lines alike', [line({}), chatLine('b', 'm'), line({})], ['duplicate_custom_id'], 3],
    ['is for another endpoint', [line({ url: '/v1/embeddings' })], ['url_mismatch'], 1],
    ['names two models', [line({}), chatLine('b', 'other')], ['model_mismatch'], 2],
    ['names a deployment that is not there', [line({ body: { model: 'nobody' } })], ['model_not_found'], null],
    ['names no model', [line({ body: { messages: [] } })], ['invalid_request'], 1],
    ['asks for streams', [line({ body: { model: 'm', stream: true } })], ['invalid_request'], 1],
    ['has a method that is not POST', [line({ method: 'GET' })], ['invalid_request'], 1],
    ['has no custom_id', [line({ custom_id: undefined })], ['invalid_request'], 1],
    ['has an unknown field', [line({ when: 'now' })], ['invalid_request'], 1],
    ['is a list', '[1,2]\n"x"\n', ['invalid_request', 'invalid_request'], 1],
  ])('that %s fails the batch, and says where', async (_, lines, codes, at) => {
    const batch = await scene.until((await scene.start(lines)).id)
    expect(batch.status).toBe('failed')
    expect(batch.failed_at).toEqual(expect.any(Number))
    expect(batch.errors?.data?.map((each) => each.code)).toEqual(codes)
    expect(batch.errors?.data?.[0]?.line).toBe(at)
    expect(scene.one.received.length).toBe(0)
  })
})
