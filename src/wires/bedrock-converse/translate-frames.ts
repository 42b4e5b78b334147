import { Buffer } from 'node:buffer'
import { encodeFrame } from '../event-stream/frames.ts'

/** Our own server-sent Converse events as the binary frames that Bedrock's clients read. Takes whole events only. */
export function toFrames(events: string): Buffer {
  const frames = events.split('\n\n').flatMap((event) => {
    if (!event.startsWith('data: ')) return []
    return Object.entries(JSON.parse(event.slice(6))).map(([name, value]) => {
      const type = name.endsWith('Exception')
        ? { ':message-type': 'exception', ':exception-type': name }
        : { ':message-type': 'event', ':event-type': name }
      return encodeFrame({ ...type, ':content-type': 'application/json' }, Buffer.from(JSON.stringify(value)))
    })
  })
  return Buffer.concat(frames)
}
