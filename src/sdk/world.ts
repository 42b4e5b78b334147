import type { Http } from '../client/http.ts'
import type { Api } from '../client/typed.ts'
import type { Clock } from '../domain/clock.ts'

/** What the kit takes from where it runs: a browser has no files of its own. */
export type World = {
  readonly clock: Clock
  readonly files: LocalFiles | null
}

export type LocalFiles = {
  /** All files of a folder, or the file itself. */
  find(path: string): Promise<readonly FileSource[]>
  readText(path: string): Promise<string>
  /** Keeps what comes under `folder`, whole or not at all; refuses what is not of this hash, or leads out of the folder. */
  keep(folder: string, file: { readonly path: string; readonly sha256: string }, body: ReadableStream<Uint8Array>): Promise<void>
}

/** A file that is to be sent, read piece by piece. */
export type FileSource = {
  /** Below the model: `vocabulary/words.txt` */
  readonly path: string
  readonly bytes: number
  /** Hex; where it is known, the server need not be sent what it has. */
  readonly sha256?: string
  /** From `from` up to, and without, `to`. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** A file that is given as it is. */
export type FileContent = { readonly path: string; readonly content: string | Uint8Array | Blob }

/** A script: the path of a local file, or its name and text. */
export type Script = string | { readonly name: string; readonly text: string }

/** One resource group, and how to reach it. */
export type Place = {
  readonly group: string
  readonly api: Api
  readonly http: Http
  readonly world: World
}

/** How a wait goes: milliseconds, and what ends it early. */
export type WaitOptions = { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined }
