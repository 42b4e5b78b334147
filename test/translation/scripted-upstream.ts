import { setImmediate as turn } from 'node:timers/promises'
import { type Listening, listen } from '../upstreams/listen.ts'

/** What an upstream says to whatever it is asked. */
export type Script = {
  readonly status: number
  readonly whole: string
  readonly stream: Buffer
  readonly streamType: string
  /** `cut`: the connection breaks after two thirds; `short`: the answer ends there as if it were whole. */
  readonly end: 'whole' | 'cut' | 'short'
  /** Of the stream. */
  readonly encoding?: string
  /** False: everything is answered whole, whatever is asked. */
  readonly streams?: boolean
}

export type Scripted = Listening & { script: Script }

/** A real server that plays recordings: streamed to whoever asks for a stream in any provider's way, in pieces of seven bytes. */
export async function startScripted(): Promise<Scripted> {
  const server = await listen(async (got, response) => {
    const { script } = state
    const streams = script.streams !== false && (/stream/i.test(got.url) || got.body.includes('"stream":true'))
    if (!streams || script.status !== 200) {
      return void response.writeHead(script.status, { 'content-type': 'application/json' }).end(script.whole)
    }
    response.writeHead(200, {
      'content-type': script.streamType,
      ...(script.encoding ? { 'content-encoding': script.encoding } : {}),
    })
    // Two thirds, and only whole lines: what comes is right as far as it goes.
    const until = script.end === 'whole' ? script.stream.length : script.stream.indexOf('\n\n', script.stream.length / 2) + 2
    for (let at = 0; at < until; at += 7) {
      response.write(script.stream.subarray(at, Math.min(until, at + 7)))
      await turn()
    }
    if (script.end === 'cut') response.destroy()
    else response.end()
  })
  const state: Scripted = {
    ...server,
    script: { status: 200, whole: '{}', stream: Buffer.alloc(0), streamType: 'text/event-stream', end: 'whole' },
  }
  return state
}
