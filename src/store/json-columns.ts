import { z } from 'zod'
import type { Label } from '../domain/configuration.ts'
import { deploymentStatuses, targetStrategies } from '../domain/deployment.ts'
import { refuseNul } from './no-nul.ts'

/** What the JSON columns hold, parsed when a row is read. */
export const Labels = z.array(z.object({ key: z.string(), value: z.string() }))
export const ParameterBindings = z.array(z.object({ key: z.string(), value: z.string() }))
export const ArtifactBindings = z.array(z.object({ key: z.string(), artifactId: z.string() }))
export const Spread = z.object({
  strategy: z.enum(targetStrategies),
  targets: z.array(z.object({ configurationId: z.string(), weight: z.int() })),
})
export const TargetsSeen = z.array(
  z.object({ configurationId: z.string(), status: z.enum(deploymentStatuses), message: z.string() }),
)
export const Withdrawn = z.object({ at: z.int(), why: z.string(), by: z.string() })
export const Options = z.record(z.string(), z.unknown())
export const Metadata = z.record(z.string(), z.string())
export const Reach = z.union([z.literal('*'), z.array(z.string())])

export const Scopes = z.array(z.string())

export const fromJson = <S extends z.ZodType>(schema: S, text: string): z.infer<S> => schema.parse(JSON.parse(text))

export const labelsToJson = (labels: readonly Label[]): string => {
  for (const { key, value } of labels) [key, value].forEach(refuseNul)
  return JSON.stringify(labels)
}
