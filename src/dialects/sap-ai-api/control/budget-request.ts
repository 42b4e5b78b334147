import { z } from 'zod'
import { isTimezone } from '../../../decide/period.ts'
import { BudgetPeriod, mostBudget } from '../../../domain/limits.ts'
import { ScopeBody } from './limit-scope.ts'

/** `12.5`, at most nine decimals. */
const Amount = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,9})?$/, 'must be an amount of money such as "25.00": up to seven digits and nine decimals, as a string')
  .refine((text) => toNano(text) <= mostBudget, 'must be at most 9000000.00')

const toNano = (text: string): number => {
  const [whole = '', fraction = ''] = text.split('.')
  return Number(`${whole}${fraction.padEnd(9, '0')}`)
}

const amount = Amount.optional().describe('In the currency; or amountNano')
const amountNano = z.int().min(0).max(mostBudget).optional().describe('In nano-units of the currency; or amount')
const thresholds = z
  .array(z.number().positive().max(1_000))
  .max(10)
  .refine((all) => new Set(all).size === all.length, 'must not hold the same twice')
  .describe('Per cent of the amount; reaching one is logged, once a period')

export const BudgetRequest = z
  .strictObject({
    scope: ScopeBody,
    amount,
    amountNano,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capital letters, as in ISO 4217')
      .default('USD')
      .describe('Calls priced in another currency do not count'),
    period: BudgetPeriod.describe('A calendar period; total: there is only one'),
    timezone: z
      .string()
      .max(64)
      .refine(isTimezone, 'must be the IANA name of a time zone, such as Europe/Berlin')
      .default('UTC')
      .describe('Where hours, days and months begin'),
    thresholds: thresholds.default([80, 100]),
    block: z.boolean().default(true).describe('false: nothing is refused, it only reports'),
  })
  .refine((body) => (body.amount === undefined) !== (body.amountNano === undefined), {
    error: 'must be given once: amount ("25.00") or amountNano (25000000000)',
    path: ['amount'],
  })
  .meta({ id: 'BudgetRequest' })

export const BudgetPatch = z
  .strictObject({ amount, amountNano, thresholds: thresholds.optional(), block: z.boolean().optional() })
  .refine((body) => body.amount === undefined || body.amountNano === undefined, {
    error: 'must be given once: amount or amountNano',
    path: ['amount'],
  })
  .meta({ id: 'BudgetPatch' })

/** Nano-units; undefined where neither is given. */
export const amountIn = (body: {
  readonly amount?: string | undefined
  readonly amountNano?: number | undefined
}): number | undefined => (body.amount === undefined ? body.amountNano : toNano(body.amount))
