import { getLlama, type LlamaContextSequence, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp'
import type { RunnerArgs } from './args.ts'
import { type ChatMessage, makeRenderChat, type Rendered, readChatTemplate } from './chat-template.ts'
import { type Embed, makeEmbed } from './embed.ts'
import { type Emit, type Ended, makeGenerate, type Order } from './generate.ts'
import { makeGrammarFor } from './grammar.ts'
import { makeSlots, type Slots } from './slots.ts'

/** One GGUF in memory with everything that the API asks of it. */
export type ServedModel = {
  readonly name: string
  /** Tokens per slot, prompt and answer together. */
  readonly contextSize: number
  readonly trainedContextSize: number
  readonly embeddingSize: number
  readonly vocabularySize: number
  readonly slots: Slots<LlamaContextSequence>
  readonly renderChat: (messages: readonly ChatMessage[]) => Rendered
  /** Control tokens written in the text count: for prompts that callers write out themselves. */
  readonly tokenizePrompt: (text: string) => readonly Token[]
  readonly grammarFor: ReturnType<typeof makeGrammarFor>
  readonly generate: (sequence: LlamaContextSequence, order: Order, emit: Emit, signal: AbortSignal) => Promise<Ended>
  readonly embed: Embed
  /** What the engine's token meters counted since the start. */
  readonly metered: () => { readonly evaluated: number; readonly sampled: number }
  readonly dispose: () => Promise<void>
}

/** Throws an `Error` whose message is the engine's own reason. A file that trips an assertion in llama.cpp aborts the process. */
export const openModel = async (args: RunnerArgs): Promise<ServedModel> => {
  const complaints: string[] = []
  const llama = await getLlama({
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    gpu: args.gpuLayers > 0 ? 'auto' : false,
    maxThreads: args.threads,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => complaints.push(message.trim()),
  })
  try {
    const chatTemplate = await readChatTemplate(args.chatTemplate)
    const model = await llama.loadModel({ modelPath: args.model, gpuLayers: args.gpuLayers })
    const contextSize = Math.min(args.contextSize, model.trainContextSize)
    const context = await model.createContext({
      sequences: args.parallel,
      contextSize,
      threads: args.threads,
      ...(args.lora.length === 0 ? {} : { lora: { adapters: args.lora.map((filePath) => ({ filePath })) } }),
    })
    const sequences = Array.from({ length: args.parallel }, () => context.getSequence())
    const embed = makeEmbed(model, { contextSize, threads: args.threads })
    return {
      name: args.name,
      contextSize,
      trainedContextSize: model.trainContextSize,
      embeddingSize: model.embeddingVectorSize,
      vocabularySize: vocabularySize(model),
      slots: makeSlots(sequences),
      renderChat: makeRenderChat(model, chatTemplate),
      tokenizePrompt: makeTokenizePrompt(model),
      grammarFor: makeGrammarFor(llama),
      generate: makeGenerate(model),
      embed,
      metered: () => ({
        evaluated: embed.tokens() + sum(sequences.map((sequence) => sequence.tokenMeter.usedInputTokens)),
        sampled: sum(sequences.map((sequence) => sequence.tokenMeter.usedOutputTokens)),
      }),
      dispose: () => llama.dispose(),
    }
  } catch (cause) {
    // The engine's log lines arrive on the next turns of the event loop.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
    throw new Error(reasonOf(complaints, cause), { cause })
  }
}

const makeTokenizePrompt =
  (model: LlamaModel) =>
  (text: string): readonly Token[] => {
    const { bos, shouldPrependBosToken } = model.tokens
    const tokens = model.tokenize(text, true)
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
  }

const vocabularySize = (model: LlamaModel): number => {
  const ggml: { readonly tokens?: readonly string[] } | undefined = model.fileInfo.metadata.tokenizer?.ggml
  return ggml?.tokens?.length ?? 0
}

/** The first thing the engine complained about says more than its exception ("Failed to load model"). */
const reasonOf = (complaints: readonly string[], cause: unknown): string => {
  const specific =
    complaints.find((line) => /error loading/.test(line)) ?? complaints.find((line) => !/failed to load model$/.test(line))
  return oneLine(specific?.replace(/^\w+: error loading model: /, '') ?? (cause instanceof Error ? cause.message : String(cause)))
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').trim()
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
