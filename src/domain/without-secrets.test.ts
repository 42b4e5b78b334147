import { expect, it } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

it.each([
  ['"ftp://ann:pass@example.org/a.gguf" is none', '"ftp://[hidden]@example.org/a.gguf" is none'],
  ['https://s3.example/b?X-Sig=abc&x=1: not found', 'https://s3.example/b?[hidden] not found'],
  ['git+https://token@host/repo@main and s3://bucket/prefix', 'git+https://[hidden]@host/repo@main and s3://bucket/prefix'],
  ['is this so? ann@example.org says hf://org/repo/file@main', 'is this so? ann@example.org says hf://org/repo/file@main'],
])('%s', (text, shown) => expect(withoutSecrets(text)).toBe(shown))
