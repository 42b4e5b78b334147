import { z } from 'zod'
import { AnyId } from '../../../domain/ids.ts'

/** Query parameters that several operations share. */

export const whole = (least: number, most: number) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)

export const Paging = z.object({
  $top: whole(0, 100_000).default(10_000).describe('Most resources to answer'),
  $skip: whole(0, Number.MAX_SAFE_INTEGER).default(0).describe('Resources to leave out at the beginning'),
})

/** Of `/admin`: no default there, and `$count=true` counts all matches instead of those in the answer. */
export const AdminPaging = z.object({
  $top: whole(0, 100_000).optional(),
  $skip: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  $count: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
})

export const windowOf = ({ $top, $skip }: { $top?: number | undefined; $skip: number }) => ({ top: $top ?? 100_000, skip: $skip })

export const LogLimit = whole(1, 5_000).default(1_000)

export const Searching = z.object({
  $search: z
    .string()
    .regex(/^[^~]{1,80}$/, 'must be 1 to 80 characters without "~"')
    .optional()
    .describe('Part of the name or description'),
  searchCaseInsensitive: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
})

export const searchOf = ({ $search, searchCaseInsensitive }: z.infer<typeof Searching>) =>
  $search === undefined ? {} : { search: { text: $search, ignoreCase: searchCaseInsensitive } }

const Texts = z.union([z.string(), z.array(z.string())])

/** `a,b,c`, or the parameter repeated. */
export const csv = <Item extends z.ZodType<unknown, string>>(item: Item, least = 1, most = 1_000) =>
  Texts.transform((value) =>
    [value]
      .flat()
      .flatMap((text) => text.split(','))
      .map((text) => text.trim()),
  ).pipe(z.array(item).min(least).max(most))

export const ExecutableIds = csv(AnyId).optional().describe('Comma-separated executable ids')

/** RFC 3339. A literal `+` of an offset arrives as a space, since some clients do not encode it. */
export const Time = z
  .string()
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time, such as 2026-11-20T12:00:00Z' }))
  .transform((text) => Date.parse(text))

/** A time that long, in ms. */
export const Ago = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a whole number and a unit, such as 90s, 10m, 24h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * units[text.at(-1) as keyof typeof units])
const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Drops what is undefined, so that filters hold only what was asked for. */
export const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
