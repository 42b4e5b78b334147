import { makeWords } from '../../words/words.ts'

export const useMetricWords = makeWords({
  en: {
    step: (seconds: number) =>
      seconds < 60
        ? `a point is ${seconds} s`
        : seconds < 3600
          ? `a point is ${seconds / 60} min`
          : `a point is ${seconds / 3600} h`,
    version: (n: number) => `version ${n}`,
    requests: 'Calls by answer',
    latency: 'Latency',
    firstToken: 'Time to first token',
    tokens: 'Tokens',
    throughput: 'Tokens a second',
    load: 'Calls at one time',
    instances: 'Instances that answer',
    cost: (currency: string) => `Cost (${currency})`,
    series: {
      answered: 'answered',
      errors4xx: '4xx',
      errors5xx: '5xx',
      limited: '429 of the backend',
      aborted: 'cut short',
      latencyP50: 'p50',
      latencyP90: 'p90',
      latencyP95: 'p95',
      latencyP99: 'p99',
      timeToFirstTokenP50: 'p50',
      timeToFirstTokenP95: 'p95',
      inputTokens: 'input',
      cachedInputTokens: 'input from cache',
      outputTokens: 'output',
      tokensPerSecond: 'output',
      inFlight: 'worked on',
      queued: 'waiting',
      instances: 'instances',
      cost: 'charged',
    },
    sums: {
      calls: 'Calls',
      aborted: (n: string) => `${n} cut short`,
      failed: 'Not answered well',
      failedOf: (refused: string, failed: string) => `${refused} × 4xx, ${failed} × 5xx`,
      tokens: 'Tokens',
      inOut: (input: string, output: string) => `${input} in, ${output} out`,
      most: 'Most calls at one time',
      waiting: (n: string) => `${n} waiting`,
      cost: 'Cost',
    },
  },
  de: {
    step: (seconds: number) =>
      seconds < 60
        ? `ein Punkt sind ${seconds} s`
        : seconds < 3600
          ? `ein Punkt sind ${seconds / 60} min`
          : `ein Punkt sind ${seconds / 3600} h`,
    version: (n: number) => `Version ${n}`,
    requests: 'Aufrufe nach Antwort',
    latency: 'Latenz',
    firstToken: 'Zeit bis zum ersten Token',
    tokens: 'Tokens',
    throughput: 'Tokens pro Sekunde',
    load: 'Gleichzeitige Aufrufe',
    instances: 'Instanzen, die antworten',
    cost: (currency: string) => `Kosten (${currency})`,
    series: {
      answered: 'beantwortet',
      errors4xx: '4xx',
      errors5xx: '5xx',
      limited: '429 des Backends',
      aborted: 'abgebrochen',
      latencyP50: 'p50',
      latencyP90: 'p90',
      latencyP95: 'p95',
      latencyP99: 'p99',
      timeToFirstTokenP50: 'p50',
      timeToFirstTokenP95: 'p95',
      inputTokens: 'Eingabe',
      cachedInputTokens: 'Eingabe aus dem Cache',
      outputTokens: 'Ausgabe',
      tokensPerSecond: 'Ausgabe',
      inFlight: 'in Arbeit',
      queued: 'wartend',
      instances: 'Instanzen',
      cost: 'berechnet',
    },
    sums: {
      calls: 'Aufrufe',
      aborted: (n: string) => `${n} abgebrochen`,
      failed: 'Nicht gut beantwortet',
      failedOf: (refused: string, failed: string) => `${refused} × 4xx, ${failed} × 5xx`,
      tokens: 'Tokens',
      inOut: (input: string, output: string) => `${input} ein, ${output} aus`,
      most: 'Meiste gleichzeitige Aufrufe',
      waiting: (n: string) => `${n} wartend`,
      cost: 'Kosten',
    },
  },
})
