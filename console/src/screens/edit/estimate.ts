import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { components } from '../../../../src/client/openapi.ts'
import { api } from '../../api/client.ts'
import type { Trial } from './trial.ts'

export type Estimate = components['schemas']['Estimate']
/** What is expected, so that a month can be reckoned. */
export type Workload = { readonly requestsPerMinute: number; readonly inputTokens: number; readonly outputTokens: number }

export const usualWorkload: Workload = { requestsPerMinute: 10, inputTokens: 1_000, outputTokens: 300 }

/** What it would cost at the prices of today; the server reckons. null: it is not known yet what it is. */
export function useEstimate(trial: Trial | null, workload: Workload) {
  const [calm] = useDebouncedValue(workload, 350)
  const body = trial && {
    model: trial.model?.name ?? trial.executableId,
    executableId: trial.executableId,
    ...(trial.modelVersion === null ? {} : { version: trial.modelVersion }),
    ...(trial.deploymentType ? { type: trial.deploymentType } : {}),
    residency: trial.residency ?? ('global' as const),
    serviceTier: trial.serviceTier ?? ('default' as const),
    ...(trial.capacity ? { capacity: trial.capacity } : {}),
    ...(trial.instances.predictor?.resourcePlan ? { instanceType: trial.instances.predictor.resourcePlan } : {}),
    workload: { ...calm, cachedInputTokens: 0, hoursPerMonth: 730 },
  }
  const { data, error } = useQuery({
    queryKey: ['estimate', body],
    queryFn: async () => (await api.POST('/v2/analytics/estimate', { body: body as NonNullable<typeof body> })).data ?? null,
    enabled: body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })
  return { estimate: body === null || error ? null : (data ?? null), error }
}

/** Of one hour, in nano units of a currency: instances and units, whether they are used or not. */
export function perHour(estimate: Estimate): { readonly nano: number; readonly currency: string } | null {
  const lines = estimate.lines.flatMap(({ rate, count }) =>
    rate ? [{ nano: rate.nanoPerHour * count, currency: rate.currency }] : [],
  )
  const [first] = lines
  return first ? { nano: lines.reduce((sum, { nano }) => sum + nano, 0), currency: first.currency } : null
}

/** Of a million tokens, as the price used says. */
export const tokenPrice = (estimate: Estimate) => estimate.lines.find(({ kind }) => kind === 'tokens')?.price ?? null
