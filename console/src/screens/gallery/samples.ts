import type { ChartSeries } from '../../parts/chart.tsx'
import type { JsonSchema } from '../../parts/json-schema.ts'
import type { LogLine } from '../../parts/log-view.tsx'
import type { PhaseRow } from '../../parts/phase-timeline.tsx'

/** A course that looks like load, the same each time. */
export const wave = (length: number, middle: number, swing: number, phase = 0): number[] =>
  Array.from({ length }, (_, at) =>
    Math.max(
      0,
      middle + swing * (Math.sin(at / 9 + phase) + 0.5 * Math.sin(at / 2.3 + phase * 2) + 0.4 * noise(at + phase * 100)),
    ),
  )

/** Between -1 and 1, from a number alone. */
const noise = (seed: number): number => {
  const value = Math.sin(seed * 127.1) * 43758.5453
  return (value - Math.floor(value)) * 2 - 1
}

export const manyReadings = (): { times: number[]; series: ChartSeries[] } => ({
  times: Array.from({ length: 10_000 }, (_, at) => 1_795_000_000_000 + at * 1_000),
  series: ['one', 'two', 'three'].map((id, phase) => ({ id, label: id, values: wave(10_000, 100 + phase * 50, 30, phase) })),
})

const began = Date.UTC(2026, 10, 20, 9, 0)

export const logLines = (length: number, from = 0): LogLine[] =>
  Array.from({ length }, (_, index) => {
    const at = from + index
    const kind = at % 97 === 0 ? 'error' : at % 31 === 0 ? 'warn' : at % 5 === 0 ? 'debug' : 'info'
    return {
      at: began + at * 137,
      source: at % 3 === 0 ? 'transformer-1' : `predictor-${(at % 2) + 1}`,
      level: kind,
      text:
        kind === 'error'
          ? `\u001b[1;31mERROR\u001b[0m request ${at} failed: upstream closed the connection <b>not bold</b>`
          : kind === 'warn'
            ? `\u001b[33mWARN\u001b[0m slot ${at % 4} is busy, request ${at} waits`
            : `\u001b[2m${kind.toUpperCase()}\u001b[0m answered request ${at} in \u001b[36m${(at * 7) % 900} ms\u001b[0m, ${(at * 13) % 2000} tokens`,
    }
  })

export const parameterSchema: JsonSchema = {
  type: 'object',
  required: ['modelName', 'contextSize'],
  properties: {
    modelName: { type: 'string', title: 'Model', description: 'As the provider calls it', examples: ['gpt-4o'], minLength: 1 },
    modelVersion: { type: 'string', title: 'Version', default: 'latest' },
    contextSize: { type: 'integer', title: 'Context size', minimum: 256, maximum: 131_072, default: 4_096, 'x-unit': 'tokens' },
    temperature: { type: 'number', title: 'Temperature', minimum: 0, maximum: 2, default: 1 },
    precision: { title: 'Precision', enum: ['f16', 'q8_0', 'q4_k_m'], default: 'q4_k_m' },
    flashAttention: { type: 'boolean', title: 'Flash attention', description: 'Faster where the hardware can', default: false },
    apiKey: { type: 'string', title: 'API key', writeOnly: true },
    stop: { type: 'array', title: 'Stop words', items: { type: 'string' } },
    limits: {
      type: 'object',
      title: 'Limits',
      description: 'What one instance may take',
      properties: {
        memory: { type: 'integer', title: 'Memory', minimum: 1, 'x-unit': 'MiB' },
        cpus: { type: 'number', title: 'CPUs', minimum: 0.1 },
      },
    },
    headers: { type: 'object', title: 'Extra headers', additionalProperties: { type: 'string' } },
  },
}

export const predictor = `from pathlib import Path

class Predict:
    """Answers with the mean of what it gets."""

    def __init__(self):
        self.model = load(Path("model.pkl"))  # once, at the start

    def predict(self, inputs: list[list[float]]) -> list[float]:
        return [sum(row) / max(1, len(row)) for row in inputs]
`

export const before = [
  'replicas: 1',
  'maxReplicas: 2',
  'idle: 10m',
  ...more(),
  'model: gpt-4o',
  'version: "2024-08-06"',
  '',
].join('\n')
export const after = [
  'replicas: 2',
  'maxReplicas: 4',
  'idle: 10m',
  ...more(),
  'model: gpt-4o',
  'version: "2024-11-20"',
  'ttl: 24h',
  '',
].join('\n')

function more(): string[] {
  return Array.from({ length: 12 }, (_, at) => `setting${at + 1}: ${at * 3}`)
}

export const markdown = `# A model card

Answers **short** questions. See the [documentation](./docs/), or the table:

| Size | Memory | Good for |
|---|---:|---|
| small | 1.2 GiB | trying out |
| large | 9.8 GiB | work |

- [x] tool calls
- [ ] pictures

\`\`\`python
client.chat.completions.create(model="demo", messages=[])
\`\`\`

<script>alert('not run')</script>

![a picture](https://elsewhere.example/x.png)
`

export const answer = {
  id: 'chatcmpl-1',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello! <b>How</b> are you?' } }],
  usage: { prompt_tokens: 12, completion_tokens: 7, details: { cached_tokens: 0, reasoning: null, streamed: false } },
  embedding: wave(400, 0, 1),
}

export const instances = (now: number): PhaseRow[] => [
  {
    id: '1',
    label: 'predictor 1',
    spans: [
      { phase: 'pending', from: now - 1_700_000, to: now - 1_600_000, goesOn: false },
      { phase: 'pulling', from: now - 1_600_000, to: now - 1_300_000, goesOn: false },
      { phase: 'loading', from: now - 1_300_000, to: now - 1_150_000, goesOn: false },
      { phase: 'running', from: now - 1_150_000, to: now, goesOn: true },
    ],
  },
  {
    id: '2',
    label: 'predictor 2',
    spans: [
      { phase: 'installing', from: now - 900_000, to: now - 700_000, goesOn: false },
      { phase: 'loading', from: now - 700_000, to: now - 640_000, goesOn: false },
      { phase: 'failed', from: now - 640_000, to: now - 600_000, goesOn: false, message: 'ended with code 137: out of memory' },
      { phase: 'loading', from: now - 580_000, to: now - 500_000, goesOn: false },
      { phase: 'running', from: now - 500_000, to: now - 100_000, goesOn: false },
      { phase: 'stopping', from: now - 100_000, to: now - 80_000, goesOn: false },
    ],
  },
]
