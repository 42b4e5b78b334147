import { describe, expect, it } from 'vitest'
import { operationOf } from './operation.ts'

describe('what a call asks for', () => {
  it.each([
    ['/v1/chat/completions', 'chat'],
    ['/v2/inference/deployments/d1/chat/completions/', 'chat'],
    ['/v1/completions', 'text_completion'],
    ['/chat/completions', 'chat'],
    ['/v1/responses', 'chat'],
    ['/v1/responses/resp_1', null],
    ['/v1/messages', 'chat'],
    ['/v1/messages/count_tokens', null],
    ['/model/anthropic.claude%3A0/converse-stream', 'chat'],
    ['/model/x/invoke', null],
    ['/embeddings', 'embeddings'],
    ['/v1beta/models/gemini:streamGenerateContent', 'generate_content'],
    ['/models/gemini:countTokens', null],
    ['/v1/images/generations', 'image_generation'],
    ['/v1/edits', null],
    ['', null],
    ['/', null],
  ])('is told by the end of %j', (path, operation) => {
    expect(operationOf(path)).toBe(operation)
  })
})
