import { request } from 'node:http'

const patienceMs = 2_000

/** Whether a server on a Unix socket answers 200 there, or without a path: whether it answers at all. Not yet, where nothing listens. */
export function answers(socketPath: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath, path: path || '/', timeout: patienceMs }, (answer) => {
      answer.resume()
      resolve(path === '' || answer.statusCode === 200)
    })
    call.once('error', () => resolve(false))
    call.once('timeout', () => call.destroy())
    call.end()
  })
}
