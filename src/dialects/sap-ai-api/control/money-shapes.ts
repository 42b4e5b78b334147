import { z } from 'zod'
import { isTimezone } from '../../../decide/period.ts'
import { type Money, toDecimal } from '../../../domain/money.ts'

export const Cost = z
  .object({
    currency: z.string(),
    nano: z.number().meta({ type: 'integer', description: 'Billionths of the currency' }),
    amount: z.string().meta({ description: 'The same as a decimal, exactly' }),
  })
  .meta({ id: 'Cost' })

export const renderMoney = ({ currency, nano }: Money) => ({ currency, nano: Number(nano), amount: toDecimal(nano) })

/** IANA name. */
export const Timezone = z
  .string()
  .max(64)
  .refine(isTimezone, 'must be an IANA time zone, such as Europe/Berlin')
  .default('UTC')
  .describe('Where hours, days and months begin')
