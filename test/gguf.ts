/**
 * Writes tiny GGUF model files (version 3, little endian) for tests: a llama of one layer with weights from a fixed generator
 * over a vocabulary of bytes. It babbles, but it loads, generates, embeds and has real control tokens, in some 120 KB.
 */
export type TinyModel = {
  readonly contextLength?: number
  /** Jinja; null leaves it out, as base models do. */
  readonly chatTemplate?: string | null
  /** Metadata keys or tensor names to leave out. */
  readonly omit?: readonly string[]
}

export const tinyChatTemplate =
  "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  '{% if add_generation_prompt %}<|assistant|>{% endif %}'

export const tinyGguf = ({ contextLength = 512, chatTemplate = tinyChatTemplate, omit = [] }: TinyModel = {}): Buffer => {
  const metadata: readonly Entry[] = [
    ['general.architecture', text('llama')],
    ['general.name', text('tiny')],
    ['llama.context_length', u32(contextLength)],
    ['llama.embedding_length', u32(dim)],
    ['llama.block_count', u32(1)],
    ['llama.feed_forward_length', u32(hidden)],
    ['llama.attention.head_count', u32(heads)],
    ['llama.attention.layer_norm_rms_epsilon', f32(1e-5)],
    ['llama.rope.dimension_count', u32(dim / heads)],
    ['tokenizer.ggml.model', text('llama')],
    [
      'tokenizer.ggml.tokens',
      list(
        8,
        vocabulary.map((token) => string(token.text)),
      ),
    ],
    [
      'tokenizer.ggml.scores',
      list(
        6,
        vocabulary.map(() => float(0)),
      ),
    ],
    [
      'tokenizer.ggml.token_type',
      list(
        5,
        vocabulary.map((token) => int(token.type)),
      ),
    ],
    ['tokenizer.ggml.bos_token_id', u32(1)],
    ['tokenizer.ggml.eos_token_id', u32(2)],
    ['tokenizer.ggml.unknown_token_id', u32(0)],
    ['tokenizer.ggml.eot_token_id', u32(vocabulary.findIndex((token) => token.text === '<|end|>'))],
    ...(chatTemplate === null ? [] : [['tokenizer.chat_template', text(chatTemplate)] satisfies Entry]),
  ]
  return gguf(
    metadata.filter(([key]) => !omit.includes(key)),
    tensors().filter((tensor) => !omit.includes(tensor.name)),
  )
}

/** A LoRA adapter for the tiny model that changes its answers. */
export const tinyLora = (): Buffer => {
  const random = lcg(7)
  const rank = 2
  return gguf(
    [
      ['general.architecture', text('llama')],
      ['general.type', text('adapter')],
      ['adapter.type', text('lora')],
      ['adapter.lora.alpha', f32(rank)],
    ],
    [
      matrix('blk.0.attn_output.weight.lora_a', dim, rank, random),
      matrix('blk.0.attn_output.weight.lora_b', rank, dim, random),
    ].map(({ name, shape, values }) => ({ name, shape, values: values.map((value) => value * 10) })),
  )
}

/** Files that llama.cpp must not serve, by what is wrong with them. */
export const brokenGguf = {
  /** Refused with a message. */
  missingEmbeddingLength: () => tinyGguf({ omit: ['llama.embedding_length'] }),
  missingTensor: () => tinyGguf({ omit: ['blk.0.attn_q.weight'] }),
  /** Trips an assertion in llama.cpp: the process aborts. */
  missingHeadCount: () => tinyGguf({ omit: ['llama.attention.head_count'] }),
  truncated: () => tinyGguf().subarray(0, 20_000),
  notGguf: () => Buffer.from('this is a text file, not a model\n'),
} as const satisfies Record<string, () => Buffer>

type Entry = readonly [key: string, value: Buffer]
type Tensor = { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array }

const dim = 32
const hidden = 64
const heads = 4

/** Token types of llama.cpp: 2 unknown, 3 control, 6 byte. */
const vocabulary: readonly { readonly text: string; readonly type: number }[] = [
  { text: '<unk>', type: 2 },
  { text: '<s>', type: 3 },
  { text: '</s>', type: 3 },
  ...Array.from({ length: 256 }, (_, byte) => ({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, type: 6 })),
  ...['<|system|>', '<|user|>', '<|assistant|>', '<|end|>'].map((control) => ({ text: control, type: 3 })),
]

const tensors = (): readonly Tensor[] => {
  const random = lcg(42)
  const ones = (name: string): Tensor => ({ name, shape: [dim], values: new Float32Array(dim).fill(1) })
  return [
    matrix('token_embd.weight', dim, vocabulary.length, random),
    ones('blk.0.attn_norm.weight'),
    matrix('blk.0.attn_q.weight', dim, dim, random),
    matrix('blk.0.attn_k.weight', dim, dim, random),
    matrix('blk.0.attn_v.weight', dim, dim, random),
    matrix('blk.0.attn_output.weight', dim, dim, random),
    ones('blk.0.ffn_norm.weight'),
    matrix('blk.0.ffn_gate.weight', dim, hidden, random),
    matrix('blk.0.ffn_down.weight', hidden, dim, random),
    matrix('blk.0.ffn_up.weight', dim, hidden, random),
    ones('output_norm.weight'),
    printableOnly(matrix('output.weight', dim, vocabulary.length, random)),
  ]
}

const matrix = (name: string, columns: number, rows: number, random: () => number): Tensor => ({
  name,
  shape: [columns, rows],
  values: Float32Array.from({ length: columns * rows }, () => (random() - 0.5) * 0.6),
})

/** Zeroes the logits of all but printable ASCII: greedy answers are readable and never end before their bound. */
const printableOnly = (output: Tensor): Tensor => ({
  ...output,
  values: output.values.map((value, index) => {
    const byte = Math.floor(index / dim) - firstByteToken
    return byte >= 0x20 && byte < 0x7f ? value * 3 : 0
  }),
})
const firstByteToken = 3

const gguf = (metadata: readonly Entry[], all: readonly Tensor[]): Buffer => {
  let offset = 0
  const infos = all.map(({ name, shape, values }) => {
    const info = Buffer.concat([string(name), int(shape.length), ...shape.map(long), int(0), long(offset)])
    offset += aligned(values.byteLength)
    return info
  })
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    int(3),
    long(all.length),
    long(metadata.length),
    ...metadata.flatMap(([key, value]) => [string(key), value]),
    ...infos,
  ])
  const data = all.map(({ values }) => padded(Buffer.from(values.buffer)))
  return Buffer.concat([padded(head), ...data])
}

const u32 = (value: number): Buffer => Buffer.concat([int(4), int(value)])
const f32 = (value: number): Buffer => Buffer.concat([int(6), float(value)])
const text = (value: string): Buffer => Buffer.concat([int(8), string(value)])
const list = (elementType: number, elements: readonly Buffer[]): Buffer =>
  Buffer.concat([int(9), int(elementType), long(elements.length), ...elements])

const string = (value: string): Buffer => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)])
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const long = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}

const alignment = 32
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)])

/** Same numbers on every machine. */
const lcg = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
