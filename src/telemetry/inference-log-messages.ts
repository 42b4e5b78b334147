import { Buffer } from 'node:buffer'
import { attributesOf, dataOf, eventsOf, structured, structuredType } from './inference-log-events.ts'
import { hopsworksMessages } from './inference-log-hopsworks.ts'
import { type LoggedCall, toLine } from './inference-log-record.ts'

/** A message of a topic. Headers are those of CloudEvents' Kafka binding: `content-type`, and in binary mode `ce_<attribute>`. */
export type LogMessage = {
  /** Id of the record: all that is told of a call goes to one partition, in order. */
  readonly key: string
  readonly value: Buffer
  readonly headers: Readonly<Record<string, string>>
}

type Encode = (call: LoggedCall) => LogMessage[]

/** How a call can be told to a topic. One more way of telling it is one more line. */
const encoders = {
  /** The record of the log files, whole. */
  record: (call) => [
    {
      key: call.id,
      value: Buffer.from(toLine(call).trimEnd()),
      headers: { ...inHeaders(attributesOf(call, 'lectern.inference.call', call.endedAt)), 'content-type': 'application/json' },
    },
  ],
  binary: (call) =>
    eventsOf(call).map((event) => ({
      key: call.id,
      value: dataOf(event),
      headers: {
        ...inHeaders(event.attributes),
        ...(event.contentType === '' ? {} : { 'content-type': event.contentType }),
      },
    })),
  structured: (call) =>
    eventsOf(call).map((event) => ({ key: call.id, value: structured(event), headers: { 'content-type': structuredType } })),
  hopsworks: hopsworksMessages,
} as const satisfies Record<string, Encode>
export type MessageFormat = keyof typeof encoders

export const toMessages = (call: LoggedCall, format: MessageFormat): LogMessage[] => encoders[format](call)

const inHeaders = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value]))
