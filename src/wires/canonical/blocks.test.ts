import { describe, expect, it } from 'vitest'
import { type BlockEvent, makeBlocks } from './blocks.ts'

const written = (events: readonly BlockEvent[]): string => {
  const blocks = makeBlocks({
    start: {
      text: (at) => `<t${at}`,
      reasoning: (at) => `<r${at}`,
      redacted: (at) => `<x${at}`,
      tool: (at, { name }) => `<${name}${at}`,
    },
    delta: {
      text: (_, said) => said,
      reasoning: (_, said) => said,
      signature: (_, said) => said,
      tool: (at, said) => `[${at}:${said}]`,
    },
    stop: (at) => `${at}>`,
  })
  return events.map((event) => blocks.push(event)).join('') + blocks.end()
}
const start = (index: number): BlockEvent => ({ kind: 'tool-start', index, id: `${index}`, name: 'f' })
const input = (index: number, text: string): BlockEvent => ({ kind: 'tool-input', index, text })

describe('blocks', () => {
  it.each<{ name: string; events: BlockEvent[]; expected: string }>([
    { name: 'nothing', events: [], expected: '' },
    {
      name: 'neighbours of one kind are one',
      events: [
        { kind: 'text', text: 'a' },
        { kind: 'text', text: 'b' },
      ],
      expected: '<t0ab0>',
    },
    {
      name: 'a signature ends its reasoning',
      events: [
        { kind: 'reasoning', text: 'a' },
        { kind: 'signature', signature: 's' },
        { kind: 'reasoning', text: 'b' },
        { kind: 'text', text: 'c' },
      ],
      expected: '<r0as0><r1b1><t2c2>',
    },
    { name: 'a signature alone is a block', events: [{ kind: 'signature', signature: 's' }], expected: '<r0s0>' },
    {
      name: 'redacted between texts',
      events: [
        { kind: 'text', text: 'a' },
        { kind: 'redacted', data: '' },
        { kind: 'text', text: 'b' },
      ],
      expected: '<t0a0><x11><t2b2>',
    },
    {
      name: 'calls one after the other',
      events: [start(0), input(0, '{}'), start(1), input(1, '{}')],
      expected: '<f0[0:{}]0><f1[1:{}]1>',
    },
    { name: 'calls in turns', events: [start(0), start(1), input(0, '{}'), input(1, '{}')], expected: '<f0<f1[0:{}][1:{}]0>1>' },
    { name: 'a call without arguments', events: [start(0), { kind: 'text', text: 'a' }], expected: '<f0<t1a1>0>' },
    { name: 'arguments of nobody', events: [input(3, '{}')], expected: '' },
  ])('$name', ({ events, expected }) => expect(written(events)).toBe(expected))
})
