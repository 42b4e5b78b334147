import type { Schemas } from '../client/typed.ts'
import type { Deployment } from './deployment.ts'
import { LecternError } from './errors.ts'
import { makePredictor } from './predictor.ts'
import type { PredictorOptions } from './predictor-spec.ts'
import { forget, type Progress, sourcesOf, uploadAll } from './upload.ts'
import type { FileContent, Place } from './world.ts'

export type RegisteredVersion = Schemas['RegisteredVersion']
export type ModelFile = Schemas['RegisteredFile']
/** What is said of a version beside its files. `version` absent: the next one. */
export type ModelOptions = Omit<Schemas['RegisteredVersionRequest'], 'name' | 'files'>

/** A version of a registered model, or what is to become one. */
export class Model {
  readonly #place: Place
  readonly #said: ModelOptions
  #saved: RegisteredVersion | null
  readonly name: string

  /** `saved` null: it has no files yet. */
  constructor(place: Place, name: string, said: ModelOptions, saved: RegisteredVersion | null) {
    this.#place = place
    this.#said = said
    this.#saved = saved
    this.name = name
  }

  get version(): number {
    return this.#version().version
  }
  get framework(): RegisteredVersion['framework'] {
    return this.#saved?.framework ?? this.#said.framework ?? null
  }
  get description(): string {
    return this.#saved?.description ?? this.#said.description ?? ''
  }
  get trainingMetrics(): Readonly<Record<string, number>> {
    return this.#saved?.metrics ?? this.#said.metrics ?? {}
  }
  get inputExample(): unknown {
    return this.#saved?.inputExample ?? this.#said.inputExample ?? null
  }
  get modelSchema(): unknown {
    return this.#saved?.modelSchema ?? this.#said.modelSchema ?? null
  }
  get creator(): string {
    return this.#version().creator
  }
  get createdAt(): Date {
    return new Date(this.#version().createdAt)
  }
  get bytes(): number {
    return this.#version().bytes
  }

  /**
   * Registers it with its files: those of a folder, or a single one; in a browser, their contents. Only what the server does not hold
   * yet is sent.
   */
  async save(
    files: string | readonly FileContent[],
    options: { readonly onProgress?: (progress: Progress) => void; readonly signal?: AbortSignal } = {},
  ): Promise<this> {
    if (this.#saved) throw new LecternError(`version ${this.version} of ${this.name} is saved, and its files never change`)
    const sources = await sourcesOf(this.#place.world, files)
    const uploaded = await uploadAll(this.#place, sources, options.onProgress, options.signal)
    try {
      const body = { ...this.#said, name: this.name, files: [...uploaded] }
      this.#saved = await this.#place.api('POST', '/v2/lm/registry/models', { body })
    } catch (error) {
      for (const { uploadId } of uploaded) await forget(this.#place, uploadId)
      throw error
    }
    return this
  }

  /** Makes a deployment of it, which starts at once; `start()` waits until it runs. */
  deploy(options: PredictorOptions = {}): Promise<Deployment> {
    return makePredictor(this.#place, this, options).deploy()
  }

  async getFiles(): Promise<readonly ModelFile[]> {
    const answer = await this.#place.api('GET', '/v2/lm/registry/models/{modelName}/versions/{version}/files', {
      path: this.#path(),
    })
    return answer.resources
  }

  /** One of its files, as it comes. */
  async readFile(path: string): Promise<ReadableStream<Uint8Array>> {
    const { modelName, version } = this.#path()
    const below = path.split('/').map(encodeURIComponent).join('/')
    return this.#place.http.stream('GET', `/v2/lm/registry/models/${modelName}/versions/${version}/files/${below}`)
  }

  /** Its files into a folder, each whole and checked. Answers the folder. */
  async download(folder: string): Promise<string> {
    const { files } = this.#place.world
    if (!files) throw new LecternError('there are no local files here: use getFiles() and readFile()')
    for (const file of await this.getFiles()) await files.keep(folder, file, await this.readFile(file.path))
    return folder
  }

  async getTags(): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#place.api('GET', '/v2/lm/registry/models/{modelName}/versions/{version}/tags', {
      path: this.#path(),
    })
    return Object.fromEntries(answer.resources.map(({ name, value }) => [name, value]))
  }

  /** Any JSON. */
  async setTag(tag: string, value: unknown): Promise<void> {
    const path = { ...this.#path(), tag }
    await this.#place.api('PUT', '/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}', { path, body: { value } })
  }

  async deleteTag(tag: string): Promise<void> {
    const path = { ...this.#path(), tag }
    await this.#place.api('DELETE', '/v2/lm/registry/models/{modelName}/versions/{version}/tags/{tag}', { path })
  }

  /** The version and its files. One that a deployment uses is refused. */
  async delete(): Promise<void> {
    await this.#place.api('DELETE', '/v2/lm/registry/models/{modelName}/versions/{version}', { path: this.#path() })
  }

  #path() {
    return { modelName: this.name, version: String(this.version) }
  }

  #version(): RegisteredVersion {
    if (!this.#saved) throw new LecternError(`${this.name} has no version before save()`)
    return this.#saved
  }
}
