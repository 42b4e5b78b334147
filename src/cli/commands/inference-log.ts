import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { InferenceLog, InferenceLogSink } from '../../client/inference-log-types.ts'
import { numberIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import { type SecretOptions, secretText } from '../secret-text.ts'
import type { Session } from '../session.ts'
import { UsageError, type World } from '../world.ts'
import { findDeployment } from './find-deployment.ts'

export type SinkOptions = SecretOptions & {
  readonly sink?: string
  readonly http?: string
  readonly kafka?: string
  readonly topic?: string
  readonly partitions?: string
  readonly replicas?: string
  readonly mustExist?: boolean
  readonly format?: string
  readonly header?: string
  readonly user?: string
  readonly mechanism?: string
  readonly tls?: boolean
  readonly ca?: string
}
export type SetOptions = SinkOptions & {
  readonly mode?: string
  readonly sampling?: string
  readonly redact?: string
  readonly maxBodyBytes?: string
  readonly onRequest?: boolean
  readonly component?: string
  readonly metadataHeaders?: string
}

const shape: Shape<InferenceLog> = {
  columns: {
    MODE: (each) => each.mode,
    SAMPLING: (each) => each.sampling,
    SINK: (each) => sinkInWords(each.sink),
    SECRET: (each) => (each.sink.authentication?.secretSet ? 'set' : ''),
    REDACTED: (each) => each.redactFields.join(' '),
    'MAX BODY BYTES': (each) => each.maxBodyBytes,
    'ON REQUEST': (each) => (each.onRequest ? 'yes' : 'no'),
  },
  name: (each) => each.mode,
}

export async function getLog(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.output.one(shape, await session.client.inferenceLog.get(id))
}

/** What is not said stays as it is. */
export async function setLog(session: Session, named: string, options: SetOptions): Promise<void> {
  const { client, output, world } = session
  const { id } = await findDeployment(session, named)
  const before = await client.inferenceLog.get(id)
  const { mode, sampling, redact, maxBodyBytes, onRequest, component, metadataHeaders } = options
  const log = await client.inferenceLog.set(id, {
    ...before,
    ...(mode === undefined ? {} : { mode }),
    ...(sampling === undefined ? {} : { sampling: numberIn(sampling, '--sampling') }),
    ...(redact === undefined ? {} : { redactFields: wordsIn(redact) }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes: numberIn(maxBodyBytes, '--max-body-bytes') }),
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(component === undefined ? {} : { component }),
    ...(metadataHeaders === undefined ? {} : { metadataHeaders: wordsIn(metadataHeaders) }),
    sink: (await sinkOf(world, options)) ?? before.sink,
  })
  await output.one(shape, log)
}

export async function removeLog(session: Session, named: string): Promise<void> {
  const { id } = await findDeployment(session, named)
  await session.client.inferenceLog.remove(id)
  session.say(`nothing is kept of the calls of ${named} any more`)
}

/** null: none was named. */
async function sinkOf(world: World, options: SinkOptions): Promise<InferenceLogSink | null> {
  const {
    sink,
    http,
    kafka,
    topic,
    partitions,
    replicas,
    mustExist,
    format,
    header,
    user,
    mechanism = 'SCRAM-SHA-256',
    tls,
    ca,
  } = options
  const named = [sink, http, kafka].filter((each) => each !== undefined).length
  if (named > 1) throw new UsageError('give one of --sink, --http and --kafka')
  const secret = await secretText(world, options)
  const given = secret === null ? {} : { secret }
  const said = format === undefined ? {} : { format }
  if (http !== undefined) {
    const authentication = header ? { kind: 'header', name: header, ...given } : { kind: 'bearer', ...given }
    return { kind: 'http', url: http, ...said, ...(header || secret !== null ? { authentication } : {}) }
  }
  if (kafka !== undefined) {
    if (topic === undefined) throw new UsageError('--kafka needs --topic')
    return {
      ...{ kind: 'kafka', brokers: wordsIn(kafka), topic, ...said, tls: tls === true || ca !== undefined },
      ...(partitions === undefined ? {} : { partitions: numberIn(partitions, '--partitions') }),
      ...(replicas === undefined ? {} : { replicas: numberIn(replicas, '--replicas') }),
      ...(mustExist === undefined ? {} : { mustExist }),
      ...(ca === undefined ? {} : { ca: await readFile(resolve(world.cwd, ca), 'utf8') }),
      ...(user === undefined ? {} : { authentication: { kind: 'sasl', mechanism, username: user, ...given } }),
    }
  }
  if (secret !== null) throw new UsageError('a key is for the sink that --http or --kafka names')
  return sink === undefined ? null : { kind: sink }
}

const sinkInWords = ({ kind, url, brokers, topic }: InferenceLogSink): string =>
  [kind, url ?? brokers?.join(','), topic].filter((each) => each !== undefined).join(' ')

const wordsIn = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
