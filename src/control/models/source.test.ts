import { describe, expect, it } from 'vitest'
import { canonicalSource, parseSource } from './source.ts'

describe('a source', () => {
  it.each([
    [
      'hf://org/repo/model.gguf',
      { kind: 'hub', repository: 'org/repo', path: 'model.gguf', revision: 'main', text: 'hf://org/repo/model.gguf' },
    ],
    ['hf://org/repo/model.gguf@main', { revision: 'main', text: 'hf://org/repo/model.gguf' }],
    ['hf://o/r/sub/dir/model.gguf@refs/pr/1', { path: 'sub/dir/model.gguf', revision: 'refs/pr/1', fileName: 'model.gguf' }],
    ['hf://o/r/a b.gguf@0a1b2c', { path: 'a b.gguf', revision: '0a1b2c', text: 'hf://o/r/a b.gguf@0a1b2c' }],
    [
      'https://host/path/my%20model.gguf?sig=1#part',
      { kind: 'web', fileName: 'my model.gguf', text: 'https://host/path/my%20model.gguf?sig=1' },
    ],
    ['HTTPS://HOST/x.gguf', { kind: 'web', text: 'https://host/x.gguf' }],
    ['file:///models/a.gguf', { kind: 'local', path: '/models/a.gguf', fileName: 'a.gguf' }],
  ])('%s is understood', (text, expected) => expect(parseSource(text)).toMatchObject(expected))

  it.each([
    ['model.gguf', 'allowed are hf://'],
    ['ftp://host/x', 'allowed are hf://'],
    ['hf://org/repo', 'hf://org/repo/path/file.gguf'],
    ['hf://org/repo/', 'hf://org/repo/path/file.gguf'],
    ['hf://org/../x.gguf', 'hf://org/repo/path/file.gguf'],
    ['hf://org/repo/../../other/repo/x.gguf', 'hf://org/repo/path/file.gguf'],
    ['hf://org/repo/x.gguf?download=1', 'hf://org/repo/path/file.gguf'],
    ['hf://org/repo/x.gguf@', 'hf://org/repo/path/file.gguf'],
    ['https://me:secret@host/x.gguf', 'user name or password'],
    ['file://server/share/x.gguf', 'absolute path'],
    [`https://host/${'x'.repeat(1100)}`, '1024'],
  ])('%s is refused', (text, words) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(words), details: { target: 'source' } }),
    )
  })

  it('has one spelling; other text stands for itself', () => {
    expect(canonicalSource('hf://o/r/f.gguf@main')).toBe('hf://o/r/f.gguf')
    expect(canonicalSource('ai://store/path')).toBe('ai://store/path')
  })
})
