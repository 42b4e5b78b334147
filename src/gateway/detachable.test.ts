import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { detachable } from './detachable.ts'

const respond = () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  return { response, answer: detachable(response) }
}

it('is the response itself until its caller has left', () => {
  const { response, answer } = respond()
  answer.writeHead(201, { 'x-a': 'b' })
  expect([response.statusCode, response.headersSent]).toEqual([201, true])
  expect(answer.write('0123456789')).toBe(response.write('0123456789'))
  expect(answer.writableLength).toBe(response.writableLength)
  answer.destroy()
  expect(response.destroyed).toBe(true)
})

it('then takes everything, tells those who waited for the caller to read, and nothing of it gets to the response', () => {
  const { response, answer } = respond()
  const drained: string[] = []
  const listener = () => void drained.push('drain')
  answer.once('drain', listener)
  answer.detach(25, () => void drained.push('too many'))
  expect(drained).toEqual(['drain'])
  answer.writeHead(200)
  expect(answer.write(Buffer.alloc(20))).toBe(true)
  expect(drained).toEqual(['drain'])
  answer.write('123456')
  answer.write('more')
  answer.end('end')
  expect(drained).toEqual(['drain', 'too many'])
  expect([answer.writableLength, response.headersSent, response.writableEnded]).toEqual([0, false, false])
  answer.off('drain', listener)
  expect(response.listenerCount('drain')).toBe(0)
})
