import type { EstimateLine, EstimateRequest } from '../../client/money.ts'
import { numberIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'

export type WorkloadOptions = {
  readonly requests?: string
  readonly tokensIn?: string
  readonly tokensOut?: string
}
export type EstimateOptions = WorkloadOptions & {
  readonly modelVersion?: string
  readonly executable?: string
  readonly type?: string
  readonly capacity?: string
  readonly plan?: string
}

const lineShape: Shape<EstimateLine> = {
  columns: {
    KIND: (each) => each.kind,
    COUNT: (each) => each.count,
    HOURS: (each) => each.hours,
    'COST A MONTH': (each) => (each.cost ? `${each.cost.amount} ${each.cost.currency}` : null),
  },
  name: (each) => each.kind,
}

export const estimate = (session: Session, model: string, options: EstimateOptions): Promise<void> =>
  printEstimate(session, {
    model,
    ...(options.modelVersion === undefined ? {} : { version: options.modelVersion }),
    ...(options.executable === undefined ? {} : { executableId: options.executable }),
    ...(options.type === undefined ? {} : { type: options.type }),
    ...(options.capacity === undefined ? {} : { capacity: numberIn(options.capacity, '--capacity') }),
    ...(options.plan === undefined ? {} : { instanceType: options.plan }),
    ...workloadIn(options),
  })

/** What it would cost to `--output`; what is in no sum is said beside it. */
export async function printEstimate({ client, output, say }: Session, asked: EstimateRequest): Promise<void> {
  const found = await client.money.estimate(asked)
  await output.list(lineShape, { ...found, count: found.lines.length, resources: found.lines })
  const total = found.totals.map(({ amount, currency }) => `${amount} ${currency}`).join(' + ')
  say(`a month of ${found.model} (${found.type}): ${total === '' ? 'nothing that is known' : total}`)
  for (const each of found.unknown) say(each)
}

export const workloadIn = (options: WorkloadOptions): Pick<EstimateRequest, 'workload'> => {
  const { requests, tokensIn = '0', tokensOut = '0' } = options
  if (requests === undefined) return {}
  return {
    workload: {
      requestsPerMinute: numberIn(requests, '--requests'),
      inputTokens: numberIn(tokensIn, '--tokens-in'),
      outputTokens: numberIn(tokensOut, '--tokens-out'),
    },
  }
}
