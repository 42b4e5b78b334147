import OpenAI, { AzureOpenAI, toFile } from 'openai'
import type { Batch } from 'openai/resources/batches'
import { openTargets, type TargetsScene } from '../targets/scene.ts'

export type BatchScene = TargetsScene & {
  readonly openai: OpenAI
  readonly azure: AzureOpenAI
  clientFor(key: string, group?: string): OpenAI
  /** Deploys model-one and waits until it runs; answers its id. */
  deployModel(name: string, terms: object): Promise<string>
  /** The id of a file with these lines. */
  upload(lines: readonly unknown[] | string): Promise<string>
  /** Uploads the lines and has them run. */
  start(lines: readonly unknown[] | string, more?: object): Promise<Batch>
  /** Waits until the batch has ended, or is in this state; answers what it is. */
  until(id: string, status?: Batch['status']): Promise<Batch>
  /** The lines of a file, parsed; of none: no lines. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes
  linesOf(fileId: string | null | undefined): Promise<any[]>
}

/** A line that asks for a chat. */
export const chatLine = (id: number | string, model: string, more: object = {}): object => ({
  custom_id: `line-${id}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, messages: [{ role: 'user', content: `Question ${id}` }], max_tokens: 3, ...more },
})
export const chatLines = (count: number, model: string): object[] =>
  Array.from({ length: count }, (_, at) => chatLine(at + 1, model))

export const ended: readonly string[] = ['completed', 'failed', 'expired', 'cancelled']

/** The whole platform with two providers, and the unmodified clients of OpenAI and of Azure OpenAI. */
export async function openBatchScene(settings: Record<string, unknown> = {}): Promise<BatchScene> {
  const scene = await openTargets(settings)
  const { platform } = scene
  const clientFor = (apiKey: string, group = 'default'): OpenAI =>
    new OpenAI({ apiKey, baseURL: `${platform.url}/v1`, maxRetries: 0, defaultHeaders: { 'AI-Resource-Group': group } })
  const openai = clientFor(platform.adminKey)
  const azure = new AzureOpenAI({
    apiKey: platform.adminKey,
    endpoint: platform.url,
    apiVersion: '2024-10-21',
    maxRetries: 0,
  })

  const upload: BatchScene['upload'] = async (lines) => {
    const text = typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    return (await openai.files.create({ file: await toFile(Buffer.from(text), 'lines.jsonl'), purpose: 'batch' })).id
  }
  return {
    ...scene,
    openai,
    azure,
    clientFor,
    upload,
    async deployModel(name, terms) {
      const order = { model: 'model-one', executableId: 'openai-compatible', connection: 'one', name, ...terms }
      const { status, body } = await platform.call('POST', '/v2/lm/models/deploy', order)
      if (status !== 202) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
      await platform.until(body.id, 'RUNNING')
      return body.id
    },
    async start(lines, more = {}) {
      const input_file_id = await upload(lines)
      return openai.batches.create({ input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h', ...more })
    },
    async until(id, status) {
      let last: Batch | null = null
      for (let attempt = 0; attempt < 2_000; attempt += 1) {
        last = await openai.batches.retrieve(id)
        if (status ? last.status === status : ended.includes(last.status)) return last
        await platform.clock.sleep(25)
      }
      throw new Error(`batch did not become ${status ?? 'ended'}: ${JSON.stringify(last)}`)
    },
    async linesOf(fileId) {
      if (!fileId) return []
      const text = await (await openai.files.content(fileId)).text()
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    },
  }
}
