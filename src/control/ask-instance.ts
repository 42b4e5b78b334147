import { type RequestOptions, request } from 'node:http'
import type { Instance } from '../domain/instance.ts'

const answerMs = 2_000
const mostBytes = 8 * 1024 * 1024

/** A JSON document of an instance's own, by its path there; null: it has none, or does not answer in time. */
export const askInstance = ({ address }: Pick<Instance, 'address'>, path: string): Promise<unknown> =>
  new Promise((resolve) => {
    const where: RequestOptions = address.startsWith('unix:')
      ? { socketPath: address.slice('unix:'.length), headers: { host: 'localhost' } }
      : { host: new URL(address).hostname, port: new URL(address).port }
    const asked = request({ ...where, path, agent: false }, (answer) => {
      const parts: Buffer[] = []
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > mostBytes) asked.destroy()
        else parts.push(part)
      })
      answer.once('close', () => resolve(answer.complete && answer.statusCode === 200 ? parsed(Buffer.concat(parts)) : null))
    })
    asked.setTimeout(answerMs, () => asked.destroy())
    asked.once('error', () => resolve(null))
    asked.end()
  })

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
