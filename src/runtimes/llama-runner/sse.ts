import type { ServerResponse } from 'node:http'

/** A stream of server-sent events. The head leaves with the first event, so that until then a refusal can have its own status. */
export type EventStream = {
  readonly opened: () => boolean
  /** Resolves when the reader can take more; a reader who left never holds us. */
  readonly send: (data: object) => Promise<void>
  readonly done: () => void
  /** Ends a stream that broke: an error event, and never the `[DONE]` of a good end. */
  readonly fail: (data: object) => void
}

export const openEvents = (response: ServerResponse, signal: AbortSignal): EventStream => {
  let opened = false
  const write = (text: string): boolean => {
    if (!opened) {
      opened = true
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' })
      response.socket?.setNoDelay(true)
    }
    return response.write(text)
  }
  return {
    opened: () => opened,
    send: async (data) => {
      if (!write(`data: ${JSON.stringify(data)}\n\n`)) await drained(response, signal)
    },
    done: () => {
      write('data: [DONE]\n\n')
      response.end()
    },
    fail: (data) => {
      write(`data: ${JSON.stringify(data)}\n\n`)
      response.end(() => response.destroy())
    },
  }
}

const drained = (response: ServerResponse, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      response.off('drain', go)
      reject(signal.reason)
    }
    const go = (): void => {
      signal.removeEventListener('abort', stop)
      resolve()
    }
    if (signal.aborted) return reject(signal.reason)
    response.once('drain', go)
    signal.addEventListener('abort', stop, { once: true })
  })
