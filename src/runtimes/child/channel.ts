import type { Buffer } from 'node:buffer'
import { Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { encodeFrame, type Frame, type Header, makeFrameReader } from '../predictor-host/frames.ts'

export type Channel = {
  send(header: Header, payload?: Buffer): void
  /** Once what was sent has left. */
  end(code: number): void
}

/** Frames with the host on descriptor 3; the process ends when the host asks for it by ending the channel. */
export function openChannel(onFrame: (frame: Frame) => void): Channel {
  const socket = new Socket({ fd: 3, readable: true, writable: true })
  socket.on('data', makeFrameReader(onFrame))
  socket.on('error', () => process.exit(0))
  socket.on('end', () => process.exit(0))
  return {
    send(header, payload) {
      socket.cork()
      for (const piece of encodeFrame(header, payload)) socket.write(piece)
      socket.uncork()
    },
    end(code) {
      socket.end(() => process.exit(code))
    },
  }
}

/**
 * Descriptor 4 ends with the host, however that ends. Watched on a thread of its own: this one may be in a calculation that never
 * returns, and must not outlive who asked for it.
 */
export function endWithHost(): void {
  const worker = new Worker(watch, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } })
  worker.on('error', () => process.exit(1))
  worker.unref()
}

const watch = `
const socket = new (require('node:net').Socket)({ fd: 4, readable: true, writable: false })
socket.on('error', () => {}).on('close', () => process.kill(process.pid, 'SIGKILL')).resume()
`
