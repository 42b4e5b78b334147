/** A model file in the content-addressed store under `models/`. */
export type ModelFile = {
  /** Hex SHA-256 of the content; the file is `models/blobs/<sha256>`. */
  readonly sha256: string
  /** Where it came from: `hf://org/repo/file.gguf`, `https://…`, `file:///…`. One source has one current file. */
  readonly source: string
  readonly fileName: string
  readonly bytes: number
  readonly createdAt: number
}

/** One running or finished import. */
export type ModelImport = {
  readonly id: string
  readonly source: string
  readonly state: 'downloading' | 'verifying' | 'done' | 'failed'
  readonly bytesDone: number
  /** null until the server says. */
  readonly bytesTotal: number | null
  readonly sha256: string | null
  readonly error: string | null
  readonly createdAt: number
  readonly modifiedAt: number
}
