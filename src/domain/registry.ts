import { z } from 'zod'
import type { ResourceGroupId } from './ids.ts'

/** The model registry: your own files under a name and a number. Words and shapes that clients know are Hopsworks' own. */

export const frameworks = ['TENSORFLOW', 'TORCH', 'SKLEARN', 'PYTHON', 'LLM', 'ONNX', 'GGUF'] as const
export type Framework = (typeof frameworks)[number]

/** Of a registered model: unique in its group. It is a folder's name too. */
export const RegisteredName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9_]+$/, 'must be letters, digits or "_"')

/** 1, 2, … */
export const VersionNumber = z.int().min(1).max(1_000_000_000)

/** Numbers that versions are compared by; JSON has no NaN and no infinity, and no other way in may bring one. */
export const Metrics = z.record(z.string().min(1).max(128), z.number().min(-Number.MAX_VALUE).max(Number.MAX_VALUE))
export type Metrics = z.infer<typeof Metrics>

const Dimension = z.union([z.int(), z.null(), z.string().max(64)])
const Field = { name: z.string().max(256).optional(), description: z.string().max(4_096).optional() }
const Column = z.object({ ...Field, type: z.string().max(128) })
const Tensor = z.object({
  ...Field,
  type: z.string().max(128),
  /** `[null, 784]`, or Python's way of writing it: `(None, 784)`. */
  shape: z.union([z.array(Dimension).max(32), z.string().max(256)]).optional(),
})
const Side = z
  .object({
    columnar_schema: z.array(Column).max(10_000).optional(),
    tensor_schema: z.union([Tensor, z.array(Tensor).max(1_000)]).optional(),
  })
  .refine(
    (side) => (side.columnar_schema === undefined) !== (side.tensor_schema === undefined),
    'must hold columnar_schema or tensor_schema, and not both',
  )

/** What goes in and what comes out, as Hopsworks writes it. */
export const ModelSchema = z.object({ input_schema: Side.optional(), output_schema: Side.optional() })
export type ModelSchema = z.infer<typeof ModelSchema>

/** One version of a registered model: what is said of it. Its files lie in the group's tree, below `versionFolder`. */
export type ModelVersion = {
  readonly resourceGroup: ResourceGroupId
  readonly name: string
  readonly version: number
  readonly framework: Framework | null
  readonly description: string
  readonly metrics: Metrics
  /** Any JSON; null: none. */
  readonly inputExample: unknown
  readonly modelSchema: ModelSchema | null
  /** What made it: the path of a program or notebook. */
  readonly program: string | null
  /** The path of a description of the environment it was made in. */
  readonly environment: string | null
  /** What a dialect keeps of its own: feature views and the like. */
  readonly extra: Readonly<Record<string, unknown>>
  /** Who registered it: name of the credential. */
  readonly creator: string
  /** Of all its files. */
  readonly bytes: number
  readonly fileCount: number
  readonly createdAt: number
  readonly modifiedAt: number
}

export type Tag = { readonly name: string; readonly value: unknown }

/** Scripts that go with a model version. Number 0 stands for none: the model's files alone. Files never change. */
export type ArtifactVersion = {
  readonly resourceGroup: ResourceGroupId
  readonly name: string
  readonly version: number
  /** 1, 2, … within the model version. */
  readonly artifact: number
  /** Of names, roles and contents: equal ones are one artifact version. */
  readonly digest: string
  /** File names; null: there is none. */
  readonly predictor: string | null
  readonly transformer: string | null
  readonly config: string | null
  readonly creator: string
  readonly createdAt: number
}

/** A file or folder of a group. Paths have no slash at either end: `Models/iris/1/Files/model.pkl`. */
export type TreeNode = {
  readonly resourceGroup: ResourceGroupId
  readonly path: string
  /** Hex SHA-256 of a file's content; null: a folder. */
  readonly sha256: string | null
  /** 0 for folders. */
  readonly bytes: number
  readonly owner: string
  readonly modifiedAt: number
}
export type FileNode = TreeNode & { readonly sha256: string }
export const isFile = (node: TreeNode): node is FileNode => node.sha256 !== null

/** From and to, not included. */
export type ByteRange = readonly [from: number, to: number]

/** A file on its way in, in chunks of any order. */
export type Upload = {
  readonly id: string
  readonly resourceGroup: ResourceGroupId
  readonly bytes: number
  /** What the whole must be, where the sender said; what it is, once complete. */
  readonly sha256: string | null
  readonly state: 'open' | 'complete'
  /** What has come: in order, never touching each other. */
  readonly received: readonly ByteRange[]
  readonly createdAt: number
  readonly modifiedAt: number
}

/** A version on its way in from elsewhere. */
export type RegistryImport = {
  readonly id: string
  readonly resourceGroup: ResourceGroupId
  /** `hf://…`, `s3://…`, `https://…`, `git+https://…`, `file:///…`; never with a secret in it. */
  readonly source: string
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  readonly name: string
  /** Asked for; null until a number is given to it. */
  readonly version: number | null
  /** What the version is to be, as JSON: the draft without its files. */
  readonly draft: string
  readonly bytesDone: number
  readonly bytesTotal: number | null
  readonly filesDone: number
  readonly filesTotal: number | null
  /** File that is being fetched. */
  readonly currentFile: string | null
  readonly error: string | null
  readonly createdBy: string
  readonly createdAt: number
  readonly modifiedAt: number
}

export const modelFolder = (name: string): string => `Models/${name}`
export const versionFolder = (name: string, version: number): string => `Models/${name}/${version}`
export const filesFolder = (name: string, version: number): string => `Models/${name}/${version}/Files`
export const artifactFolder = (name: string, version: number, artifact: number): string =>
  `Models/${name}/${version}/Artifacts/${artifact}`

/** A registered version as a model server finds it: folders on disk, and what is known of the model. */
export type BoundModel = {
  readonly name: string
  /** The number, also where the configuration says `latest`. */
  readonly version: number
  readonly framework: Framework | null
  /** Absolute path of the folder that holds the model's files; read-only. */
  readonly folder: string
  /** Names of what lies directly in it; of the first thousand. */
  readonly fileNames?: readonly string[]
  /** null: none was asked for (or 0, the model's files alone). */
  readonly artifact: {
    readonly version: number
    /** Absolute path; read-only. */
    readonly folder: string
    /** Paths within `folder`; null: there is none. */
    readonly predictor: string | null
    readonly transformer: string | null
    readonly config: string | null
  } | null
  readonly modelSchema: ModelSchema | null
  /** Any JSON; null: none. */
  readonly inputExample: unknown
  /** Absolute paths of the same as JSON files; null: none. */
  readonly schemaFile?: string | null
  readonly exampleFile?: string | null
}

/** How a configuration names a registered version. */
export type RegisteredRef = {
  readonly name: string
  readonly version: number | 'latest'
  readonly artifactVersion: number | null
}
