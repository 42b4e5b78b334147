import { z } from 'zod'
import type { FollowedLine, LogLine } from '../../../engines/logs.ts'
import { toNanoTimestamp } from './render-times.ts'
import { Timestamp } from './shapes.ts'

export const LogLineShape = z.object({
  timestamp: Timestamp,
  msg: z.string(),
  container: z.string(),
  pod: z.string(),
  stream: z.enum(['stdout', 'stderr']),
})

const render = ({ timestamp, message, instanceId, stream }: LogLine): z.infer<typeof LogLineShape> => ({
  timestamp: toNanoTimestamp(timestamp),
  msg: message,
  container: 'kserve-container',
  pod: instanceId,
  stream,
})

/** One JSON document, piece by piece. */
export async function* asJson(batches: AsyncIterable<readonly LogLine[]>): AsyncGenerator<string> {
  let text = '{"data":{"result":['
  let comma = ''
  for await (const batch of batches) {
    for (const line of batch) {
      text += comma + JSON.stringify(render(line))
      comma = ','
    }
    yield text
    text = ''
  }
  yield `${text}]}}`
}

/** What a person keeps: time, instance, words. */
export async function* asText(batches: AsyncIterable<readonly LogLine[]>): AsyncGenerator<string> {
  for await (const batch of batches)
    yield batch.map(({ timestamp, instanceId, message }) => `${timestamp} ${instanceId} ${message}\n`).join('')
}

/** Begins with a comment, so that who asked sees at once that it goes on; another one wherever it is quiet. */
export async function* asEvents(batches: AsyncIterable<readonly FollowedLine[]>): AsyncGenerator<string> {
  yield ': lines follow\n\n'
  for await (const batch of batches) {
    const events = batch.map((line) => `event: line\nid: ${line.cursor}\ndata: ${JSON.stringify(render(line))}\n\n`)
    yield events.length === 0 ? ': quiet\n\n' : events.join('')
  }
}
