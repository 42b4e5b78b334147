import type { RegistryImport } from '../../domain/registry.ts'
import type { Content } from './contents.ts'

export type Progress = Partial<Pick<RegistryImport, 'bytesDone' | 'bytesTotal' | 'filesDone' | 'filesTotal' | 'currentFile'>>

/** What fetching from a source needs, whatever kind it is. */
export type ImportTask = {
  readonly resourceGroup: string
  readonly options: ImportOptions
  /** For the model hub, in place of the installation's own; null: none came along. */
  readonly hubToken: string | null
  /** A folder of this import alone; it is removed at the end, however it ends. */
  readonly scratch: string
  /** May be called very often. */
  readonly report: (progress: Progress) => Promise<void>
  /** Refuses what the group's quota or the disk cannot take: bytes of the whole import. */
  readonly mustFit: (bytes: number) => Promise<void>
  /** Makes a file of the scratch folder a content, and keeps it until the import ends. */
  readonly take: (file: string, content: Content) => Promise<void>
  /** Keeps a content that is here already until the import ends. */
  readonly keep: (sha256: string) => void
  readonly signal: AbortSignal
  /** Ends the import with this trouble, from outside of what is being waited for. */
  readonly stop: (reason: unknown) => void
}

export type ImportOptions = {
  /** Globs of paths; null: all. */
  readonly include: string[] | null
  readonly exclude: string[] | null
  /** Name of an object store secret of the group; null: none, the bucket is public. */
  readonly secret: string | null
  /** Unpack what is named like an archive. */
  readonly unpack: boolean
}

/** A file of the version to be. `path` is relative to the model's files. */
export type Fetched = Content & { readonly path: string }
