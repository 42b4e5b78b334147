import { z } from 'zod'
import { toTimestamp } from '../../../domain/clock.ts'
import {
  type ArtifactVersion,
  frameworks,
  Metrics,
  ModelSchema,
  type ModelVersion,
  RegisteredName,
  type Upload,
  VersionNumber,
} from '../../../domain/registry.ts'
import { Timestamp } from './shapes.ts'

/** What the registry's operations share. */

export const tags = ['Model registry']
export const reads = { access: { role: 'viewer', group: 'header' }, lectern: true } as const
export const writes = { access: { role: 'operator', group: 'header' }, lectern: true } as const

export const root = '/v2/lm/registry'
export const versionPath = `${root}/models/:modelName/versions/:version`

/** `latest` is the highest number. */
export const VersionParam = z
  .string()
  .regex(/^(latest|[1-9]\d{0,8})$/, 'must be a whole number from 1 on, or "latest"')
  .transform((text) => (text === 'latest' ? text : Number(text)))
export const ofModel = z.object({ modelName: RegisteredName })
/** Only a number: what `latest` is may change between two requests. */
export const ofNumber = z.object({
  modelName: RegisteredName,
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 on')
    .transform(Number),
})
export const ofVersion = z.object({ modelName: RegisteredName, version: VersionParam })

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')

const Words = z.string().max(16_384)
const Path = z.string().min(1).max(1_024)

/** What can be said of a version. */
export const Description = {
  framework: z.enum(frameworks).nullable().optional().describe('Absent where a version is made: as the names of its files tell'),
  description: Words.optional(),
  metrics: Metrics.optional().describe('Finite numbers by name'),
  inputExample: z.unknown().optional().describe('Any JSON'),
  modelSchema: ModelSchema.nullable().optional().describe('input_schema and output_schema, columnar or tensor'),
  program: Path.nullable().optional().describe('Path of what made the model'),
  environment: Path.nullable().optional().describe('Path of what describes its environment'),
}

export const FileSource = z
  .strictObject({
    path: Path,
    uploadId: z.string().max(64).optional(),
    text: z.string().max(1_000_000).optional(),
    treePath: Path.optional(),
  })
  .refine(
    ({ uploadId, text, treePath }) => [uploadId, text, treePath].filter((each) => each !== undefined).length === 1,
    'must hold uploadId, text or treePath, and only one of them',
  )

export const NewVersion = z
  .strictObject({
    name: RegisteredName,
    version: VersionNumber.optional().describe('Absent: the highest number plus one'),
    ...Description,
    files: z
      .array(FileSource)
      .min(1)
      .max(100_000)
      .describe('`path` within the model; its bytes from a completed upload, or as text'),
  })
  .meta({ id: 'RegisteredVersionRequest' })

export const ShownVersion = z
  .object({
    name: z.string(),
    version: z.int(),
    framework: z.enum(frameworks).nullable(),
    description: z.string(),
    metrics: z.record(z.string(), z.number()),
    inputExample: z.unknown(),
    modelSchema: z.unknown(),
    program: z.string().nullable(),
    environment: z.string().nullable(),
    creator: z.string(),
    bytes: z.int(),
    fileCount: z.int(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'RegisteredVersion' })

export const showVersion = ({
  resourceGroup: _group,
  extra: _extra,
  ...version
}: ModelVersion): z.infer<typeof ShownVersion> => ({
  ...version,
  createdAt: toTimestamp(version.createdAt),
  modifiedAt: toTimestamp(version.modifiedAt),
})

export const ShownUpload = z
  .object({
    id: z.string(),
    bytes: z.int(),
    state: z.enum(['open', 'complete']),
    sha256: z.string().nullable(),
    missing: z.array(z.tuple([z.int(), z.int()])).describe('Byte ranges that have not come, [from, to), at most 1000 of them'),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'Upload' })

export const showUpload = (upload: Upload, missing: readonly (readonly [number, number])[]): z.infer<typeof ShownUpload> => ({
  id: upload.id,
  bytes: upload.bytes,
  state: upload.state,
  sha256: upload.sha256,
  missing: missing.slice(0, 1_000).map(([from, to]) => [from, to]),
  createdAt: toTimestamp(upload.createdAt),
  modifiedAt: toTimestamp(upload.modifiedAt),
})

export const ShownArtifact = z
  .object({
    artifactVersion: z.int(),
    predictor: z.string().nullable(),
    transformer: z.string().nullable(),
    config: z.string().nullable(),
    creator: z.string(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ArtifactVersion' })

export const showArtifact = (each: ArtifactVersion): z.infer<typeof ShownArtifact> => ({
  artifactVersion: each.artifact,
  predictor: each.predictor,
  transformer: each.transformer,
  config: each.config,
  creator: each.creator,
  createdAt: toTimestamp(each.createdAt),
})
