import { describe, expect, it } from 'vitest'
import { findPart, setPart } from './multipart.ts'

const type = 'multipart/form-data; boundary=XX'
const form = (...parts: string[]): Buffer =>
  Buffer.from(`${parts.map((part) => `--XX\r\n${part}\r\n`).join('')}--XX--\r\n`, 'latin1')
const file =
  'Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n\x00\x01name="model"\r\n\r\n\xff'
const model = 'Content-Disposition: form-data; name="model"\r\n\r\nwhisper'

describe('a field of a multipart form', () => {
  it.each([
    { name: 'after a file', body: form(file, model), contentType: type },
    { name: 'before a file', body: form(model, file), contentType: type },
    { name: 'with a quoted boundary', body: form(file, model), contentType: 'multipart/form-data; boundary="XX"; charset=utf-8' },
    { name: 'with other spelling', body: form('content-disposition:form-data;name=model\r\n\r\nwhisper'), contentType: type },
  ])('is found $name', ({ body, contentType }) => expect(findPart(body, contentType, 'model')?.value).toBe('whisper'))

  it.each([
    {
      name: 'a file of that name',
      body: form('Content-Disposition: form-data; name="model"; filename="m"\r\n\r\nx'),
      contentType: type,
    },
    { name: 'no such field', body: form(file), contentType: type },
    { name: 'no boundary', body: form(model), contentType: 'multipart/form-data' },
    { name: 'a torn body', body: form(model).subarray(0, 60), contentType: type },
    { name: 'another boundary', body: form(model), contentType: 'multipart/form-data; boundary=YY' },
  ])('is not found: $name', ({ body, contentType }) => expect(findPart(body, contentType, 'model')).toBeNull())

  it('is exchanged and nothing else', () => {
    expect(setPart(form(file, model), type, 'model', 'whisper-1').equals(form(file, `${model}-1`))).toBe(true)
    const without = form(file)
    expect(setPart(without, type, 'model', 'x')).toBe(without)
  })
})
