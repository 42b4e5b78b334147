import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deployFile } from '../../bench/deploy-file.ts'
import { eventually } from '../conformance/scene.ts'
import { echoModel } from '../onnx/build-model.ts'
import { type Platform, startPlatform } from '../platform.ts'

/** Large bodies are given back as soon as they have been sent: nobody may get, or keep, bytes of somebody else's. */
let platform: Platform
let id: string
const folder = mkdtempSync(join(tmpdir(), 'lectern-large-'))
/** A row is 160 KB: one has to be read whole before it leaves, three go on while they come. */
const width = 40_000
beforeAll(async () => {
  platform = await startPlatform({ settings: { startingSeconds: '60' } })
  const path = join(folder, 'echo.onnx')
  writeFileSync(path, echoModel('float', ['N', width]))
  id = await deployFile(platform, path, 'echo', 'onnx', {}, { maxBatchSize: 8, maxLatency: 1000 })
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Each of its own numbers; `rows` of them. */
const numbers = (seed: number, rows: number): Float32Array =>
  Float32Array.from({ length: rows * width }, (_, at) => Math.fround(Math.sin(seed + at)))

async function infer(seed: number, rows: number, as: 'raw' | 'json'): Promise<Buffer> {
  const values = numbers(seed, rows)
  const input = { name: 'x', datatype: 'FP32', shape: [rows, width] }
  const parameters = { binary_data_output: true }
  const raw = Buffer.from(values.buffer)
  const data = as === 'raw' ? { parameters: { binary_data_size: raw.length } } : { data: [...values] }
  const json = JSON.stringify({ inputs: [{ ...input, ...data }], parameters })
  const answer = await fetch(`${platform.url}/v2/inference/deployments/${id}/v2/models/echo/infer`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${platform.adminKey}`,
      'content-type': as === 'raw' ? 'application/octet-stream' : 'application/json',
      ...(as === 'raw' ? { 'inference-header-content-length': String(json.length) } : {}),
    },
    body: as === 'raw' ? Buffer.concat([Buffer.from(json), raw]) : json,
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(bytes.toString())
  return bytes.subarray(Number(answer.headers.get('inference-header-content-length')))
}

describe('large tensors', () => {
  it.each(['raw', 'json'] as const)('as %s come back to whom they belong, alone and in batches', async (as) => {
    for (let round = 0; round < 2; round += 1) {
      const seeds = Array.from({ length: as === 'raw' ? 12 : 4 }, (_, at) => at + 100 * round)
      const answers = await Promise.all(seeds.map((seed) => infer(seed, 1 + (seed % 3), as)))
      for (const [at, seed] of seeds.entries())
        expect(answers[at]?.equals(Buffer.from(numbers(seed, 1 + (seed % 3)).buffer)), `call ${seed}`).toBe(true)
    }
  })

  it('are kept in the inference log as they came', async () => {
    const set = await platform.call('PUT', `/v2/admin/deployments/${id}/inferenceLog`, {
      mode: 'inputs',
      maxBodyBytes: 1_048_576,
    })
    expect(set).toMatchObject({ status: 200 })
    const kept = (): string[] => {
      const below = join(platform.dataDir, 'inference-log', id)
      try {
        return readdirSync(below).flatMap((name) => readFileSync(join(below, name), 'utf8').trim().split('\n'))
      } catch {
        return []
      }
    }
    await eventually(
      async () => {
        await infer(7, 1, 'raw')
        return kept().length > 0
      },
      platform,
      30_000,
    )
    const { request } = JSON.parse(kept()[0] ?? '')
    expect(request.encoding).toBe('base64')
    const body = Buffer.from(request.body, 'base64')
    expect(body.subarray(-width * 4).equals(Buffer.from(numbers(7, 1).buffer))).toBe(true)
  })
})
