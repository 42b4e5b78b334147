import { ApiError } from '../client/api-error.ts'
import type { Schemas } from '../client/typed.ts'
import { type Chat, type ChatMessage, type ChatOptions, chat } from './chat.ts'
import { LecternError } from './errors.ts'
import { instancesFrom, type PredictRequest } from './predict-request.ts'
import { loggerOf, type PredictorSpec, parametersOf, scalingOf } from './predictor-spec.ts'
import { artifactVersionOf } from './scripts.ts'
import { until } from './wait.ts'
import type { Place, WaitOptions } from './world.ts'

export type DeploymentFacts = Schemas['DeploymentResponseWithDetails']
export type DeploymentStatus = DeploymentFacts['status']
export type LogLine = Schemas['LogCommonResponse']['data']['result'][number]

/** How it is now. `message` says why, and what comes next. */
export type DeploymentState = {
  readonly status: DeploymentStatus
  readonly targetStatus: DeploymentFacts['targetStatus']
  readonly message: string
  /** Instances that calls may go to; null: it has none of its own, or nothing was seen of them yet. */
  readonly availableInstances: number | null
}

/** A stable name and address that a model answers at. */
export class Deployment {
  readonly #place: Place
  readonly #spec: PredictorSpec | null
  #facts: DeploymentFacts | null

  /** `spec` null: it is of no registered model. `facts` null: it is not saved yet. */
  constructor(place: Place, spec: PredictorSpec | null, facts: DeploymentFacts | null) {
    this.#place = place
    this.#spec = spec
    this.#facts = facts
  }

  get id(): string {
    return this.#saved().id
  }
  get name(): string {
    return this.#facts?.name ?? this.#spec?.name ?? ''
  }
  /** Its base address; below it are the model server's own paths. */
  get url(): string {
    return `${this.#place.http.base}/v2/inference/deployments/${this.id}`
  }
  /** Address for OpenAI clients: `baseURL`, with the deployment's name as `model`. */
  get openaiUrl(): string {
    return `${this.#place.http.base}/v1`
  }
  /** Change it, then `save()`. Throws where no registered model is served. */
  get predictor(): PredictorSpec {
    if (!this.#spec) throw new LecternError(`${this.name} serves no registered model`)
    return this.#spec
  }

  /** Makes the deployment, which starts at once; or brings what was changed in `predictor` to the one that is there, and waits for it. */
  async save(options: WaitOptions = {}): Promise<this> {
    const spec = this.predictor
    const artifactVersion = await artifactVersionOf(this.#place, spec)
    if (this.#facts) await this.#change(spec, artifactVersion)
    else await this.#create(spec, artifactVersion)
    await this.#set(spec)
    await this.#look()
    if (this.#saved().latestRunningConfigurationId === undefined || this.#saved().targetStatus !== 'RUNNING') return this
    await this.#until((each) => each.status === 'RUNNING' && each.latestRunningConfigurationId === each.configurationId, options)
    return this
  }

  /** Has it run, and waits until it does. */
  async start(options: WaitOptions = {}): Promise<this> {
    if ((await this.#look()).targetStatus !== 'RUNNING') await this.#modify({ targetStatus: 'RUNNING' })
    return this.waitFor('RUNNING', options)
  }

  /** Has it stand still, and waits until it does: it uses nothing, and keeps name and address. */
  async stop(options: WaitOptions = {}): Promise<this> {
    if ((await this.#look()).targetStatus !== 'STOPPED') await this.#modify({ targetStatus: 'STOPPED' })
    return this.waitFor('STOPPED', options)
  }

  /** Throws `LecternError` with its message where it cannot come to that, `TimeoutError` where it takes too long. */
  async waitFor(status: DeploymentStatus, options: WaitOptions = {}): Promise<this> {
    await this.#until((each) => each.status === status, options)
    return this
  }

  async getState(): Promise<DeploymentState> {
    const { status, targetStatus, statusMessage = '', scaling } = await this.#look()
    return { status, targetStatus, message: statusMessage, availableInstances: scaling?.predictor?.running ?? null }
  }

  async isRunning(): Promise<boolean> {
    return (await this.#look()).status === 'RUNNING'
  }

  async isStopped(): Promise<boolean> {
    return (await this.#look()).status === 'STOPPED'
  }

  /** `instances` go as they are; `inputs` may also be one input, or the values of one. */
  async predict<Prediction = unknown>(
    request: PredictRequest,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<{ readonly predictions: Prediction[] }> {
    const path = `/v2/inference/deployments/${this.id}/v1/models/${encodeURIComponent(this.name)}:predict`
    return this.#place.http.call('POST', path, { body: instancesFrom(request), signal })
  }

  /** Asks a generative model, whatever provider it is from. */
  chat(messages: string | readonly ChatMessage[], options?: ChatOptions): Chat {
    return chat(this.#place.http, this.id, messages, options)
  }

  /** The last lines that its instances printed, of the last hour unless `since` says otherwise. */
  async getLogs(
    options: { readonly component?: 'predictor' | 'transformer'; readonly tail?: number; readonly since?: Date } = {},
  ): Promise<readonly LogLine[]> {
    const { component, tail = 100, since } = options
    const { data } = await this.#place.api('GET', '/v2/lm/deployments/{deploymentId}/logs', {
      path: { deploymentId: this.id },
      query: {
        $top: tail,
        $order: 'desc',
        ...(component ? { component } : {}),
        ...(since ? { start: since.toISOString() } : {}),
      },
    })
    return data.result.toReversed()
  }

  /** What it takes and answers, as an OpenAPI document. */
  async getSchema(): Promise<Schemas['DeploymentOpenApi']> {
    return this.#place.api('GET', '/v2/lm/deployments/{deploymentId}/openapi', { path: { deploymentId: this.id } })
  }

  /** For good, and waits until it is gone. One that runs is refused, unless `force` says to stop it first. */
  async delete({ force = false, ...options }: WaitOptions & { readonly force?: boolean } = {}): Promise<void> {
    if (force && ['PENDING', 'RUNNING', 'STOPPING'].includes((await this.#look()).status)) await this.stop(options)
    const path = { deploymentId: this.id }
    await this.#place.api('DELETE', '/v2/lm/deployments/{deploymentId}', { path })
    const gone = () =>
      this.#look().then(
        () => false,
        (error: unknown) => {
          if (error instanceof ApiError && error.status === 404) return true
          throw error
        },
      )
    await until(this.#place.world, gone, Boolean, { ...options, words: () => `${this.name} is still being deleted` })
  }

  async #create(spec: PredictorSpec, artifactVersion: number): Promise<void> {
    const { model, executableId, ttl } = spec
    const scaling = scalingOf(spec)
    const { id } = (await this.#place.api('POST', '/v2/lm/models/deploy', {
      body: {
        model: model.name,
        version: String(model.version),
        ...(spec.name === undefined ? {} : { name: spec.name }),
        parameters: bindings(parametersOf(spec, artifactVersion)),
        ...(executableId === undefined ? {} : { executableId }),
        ...(ttl === undefined ? {} : { ttl }),
        ...(scaling ? { scaling } : {}),
      },
    })) as { readonly id: string }
    await this.#look(id)
  }

  async #change(spec: PredictorSpec, artifactVersion: number): Promise<void> {
    const { model } = spec
    const { configurationId } = await this.#look()
    const api = this.#place.api
    const now = await api('GET', '/v2/lm/configurations/{configurationId}', { path: { configurationId } })
    const wanted = { model: model.name, modelVersion: String(model.version), ...parametersOf(spec, artifactVersion) }
    if (!same(wanted, now.parameterBindings)) {
      const { name, executableId, scenarioId, inputArtifactBindings } = now
      const body = { name, executableId, scenarioId, inputArtifactBindings, parameterBindings: bindings(wanted) }
      const { id } = await api('POST', '/v2/lm/configurations', { body })
      await this.#modify({ configurationId: id })
    }
    const scaling = scalingOf(spec)
    if (scaling) await this.#modify({ scaling })
  }

  /** What is a deployment's and no configuration's: nothing restarts for it. */
  async #set({ inferenceBatcher, inferenceLogger }: PredictorSpec): Promise<void> {
    const { api } = this.#place
    const path = { deploymentId: this.id }
    const batcher = '/v2/admin/deployments/{deploymentId}/batcher'
    const log = '/v2/admin/deployments/{deploymentId}/inferenceLog'
    if (inferenceBatcher) await api('PUT', batcher, { path, body: inferenceBatcher })
    if (inferenceBatcher === null) await api('DELETE', batcher, { path })
    if (inferenceLogger) await api('PUT', log, { path, body: loggerOf(inferenceLogger) })
    if (inferenceLogger === null) await api('DELETE', log, { path })
  }

  #modify(body: Schemas['DeploymentModificationRequest']): Promise<unknown> {
    return this.#place.api('PATCH', '/v2/lm/deployments/{deploymentId}', { path: { deploymentId: this.id }, body })
  }

  async #until(done: (facts: DeploymentFacts) => boolean, options: WaitOptions): Promise<void> {
    const reached = (each: DeploymentFacts): boolean => {
      if (done(each)) return true
      if (each.status !== 'DEAD') return false
      throw new LecternError(`${each.name} is DEAD: ${each.statusMessage ?? ''}`)
    }
    const words = (seen: DeploymentFacts | null) =>
      seen === null ? `${this.name} cannot be reached` : `${seen.name} is still ${seen.status}: ${seen.statusMessage ?? ''}`
    await until(this.#place.world, () => this.#look(), reached, { ...options, words })
  }

  async #look(id = this.id): Promise<DeploymentFacts> {
    this.#facts = await this.#place.api('GET', '/v2/lm/deployments/{deploymentId}', { path: { deploymentId: id } })
    return this.#facts
  }

  #saved(): DeploymentFacts {
    if (!this.#facts) throw new LecternError(`${this.name} is not saved yet`)
    return this.#facts
  }
}

const bindings = (parameters: Readonly<Record<string, string>>) =>
  Object.entries(parameters).map(([key, value]) => ({ key, value }))

const same = (
  wanted: Readonly<Record<string, string>>,
  now: readonly { readonly key: string; readonly value: string }[],
): boolean => Object.keys(wanted).length === now.length && now.every(({ key, value }) => wanted[key] === value)
