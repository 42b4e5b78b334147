import { z } from 'zod'

/** What many operations share: names, times, labels, lists. Limits are those of AI_CORE_API 2.42.0. */

const namePattern = /^[\w\s.!?,;:[\](){}<>"'=+*/\\^&%@~$#|-]*$/
const nameWords = 'must be letters, digits, spaces or punctuation (no control characters, no letters outside ASCII)'

/** Of configurations and artifacts. */
export const ObjectName = z.string().max(256).regex(namePattern, nameWords)

export const Timestamp = z.string().meta({ format: 'date-time', examples: ['2026-11-20T12:00:00Z'] })

const LabelValue = z.string().max(5000)

/** Of artifacts. */
export const Label = z
  .object({
    key: z
      .string()
      .max(256)
      .regex(/^ext\.ai\.sap\.com\/[\w.-]+$/, 'must be "ext.ai.sap.com/" followed by letters, digits, "_", "." or "-"'),
    value: LabelValue,
  })
  .meta({ id: 'Label' })

/** Of resource groups and secrets: shorter keys. In a PATCH the value "" takes the label away. */
export const AdminLabel = z
  .object({
    key: z
      .string()
      .max(63)
      .regex(
        /^ext\.ai\.sap\.com\/([A-Za-z0-9][-A-Za-z0-9_.]{0,46})?[A-Za-z0-9]$/,
        'must be "ext.ai.sap.com/" followed by 1 to 48 letters, digits, "-", "_" or "." that begin and end with a letter or digit',
      ),
    value: LabelValue,
  })
  .meta({ id: 'AdminLabel' })

export const AnyLabel = z.object({ key: z.string(), value: z.string() })

/** `count`: of the resources in this answer. */
export const listOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z.object({ count: z.int(), resources: z.array(item) }).meta({ id })

export const Count = z.int().meta({ description: 'The number of matches' })

/** `201` and `202` answers. */
export const Acknowledged = z.object({ id: z.string(), message: z.string() }).meta({ id: 'Acknowledged' })
