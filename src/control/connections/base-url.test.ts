import { describe, expect, it } from 'vitest'
import { parseBaseUrl } from './base-url.ts'

const parse = (text: string, allowPrivate = false) => parseBaseUrl(text, allowPrivate)

describe('a base URL', () => {
  it.each([
    ['https://acme.openai.azure.com', 'https://acme.openai.azure.com'],
    ['https://acme.openai.azure.com/', 'https://acme.openai.azure.com'],
    ['HTTPS://Models.Example.COM:8443/v1//', 'https://models.example.com:8443/v1'],
    ['https://bücher.example/v1', 'https://xn--bcher-kva.example/v1'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
    ['http://93.184.216.34:80/v1', 'http://93.184.216.34/v1'],
  ])('%s becomes %s', (text, url) => expect(parse(text)).toBe(url))

  it.each([
    ['models.example.com', 'is not a URL'],
    ['ftp://host/', 'is not a URL'],
    ['file:///etc/passwd', 'is not a URL'],
    ['javascript:alert(1)', 'is not a URL'],
    ['https://', 'is not a URL'],
    ['https://me:secret@host', 'user name or password'],
    ['https://host/v1?key=1', 'query or a fragment'],
    ['https://host/v1?', 'query or a fragment'],
    ['https://host/v1#x', 'query or a fragment'],
    [`https://host/${'x'.repeat(2048)}`, '2048'],
  ])('%s is refused', (text, words) =>
    expect(() => parse(text, true)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(words), details: { target: 'baseUrl' } }),
    ),
  )

  it.each([
    'http://127.0.0.1:8000',
    'http://localhost:8000/v1',
    'http://my.localhost',
    'http://localhost.',
    'http://10.1.2.3',
    'http://169.254.169.254/latest',
    'http://[::1]:8080',
    'http://[::ffff:10.0.0.1]',
    'http://2130706433',
    'http://0x7f.1',
  ])('%s is private: refused, unless private addresses are allowed', (text) => {
    expect(() => parse(text)).toThrow(/private address.*--allow-private/)
    expect(parse(text, true)).toMatch(/^http:/)
  })
})
