import { z } from 'zod'
import { frameworks, Metrics, ModelSchema } from '../../domain/registry.ts'

/** What is written down of an import that is to go on after a restart. */
const Draft = z.object({
  draft: z.object({
    name: z.string(),
    version: z.int().nullable(),
    framework: z.enum([...frameworks, 'auto']).nullable(),
    description: z.string(),
    metrics: Metrics,
    inputExample: z.unknown(),
    modelSchema: ModelSchema.nullable(),
    program: z.string().nullable(),
    environment: z.string().nullable(),
    extra: z.record(z.string(), z.unknown()),
  }),
  options: z.object({
    include: z.array(z.string()).nullable(),
    exclude: z.array(z.string()).nullable(),
    secret: z.string().nullable(),
    unpack: z.boolean(),
  }),
  /** Whether a token came along, which is not written down. */
  hasToken: z.boolean().default(false),
})
export type Draft = z.input<typeof Draft>

export const readDraft = (text: string): z.output<typeof Draft> => Draft.parse(JSON.parse(text))
