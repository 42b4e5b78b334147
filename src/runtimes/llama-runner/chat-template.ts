import { readFile } from 'node:fs/promises'
import { type ChatHistoryItem, JinjaTemplateChatWrapper, type LlamaModel, LlamaText, type Token } from 'node-llama-cpp'
import { Refusal } from './refusal.ts'

export type ChatMessage = { readonly role: 'system' | 'user' | 'assistant'; readonly text: string }

export type Rendered = {
  readonly tokens: readonly Token[]
  /** Control tokens that the template writes after an answer: the model means the end by them, whatever its metadata says. */
  readonly stopTokens: ReadonlySet<Token>
  /** Texts that end the assistant's turn where the model has no token for it. */
  readonly stops: readonly string[]
}

/**
 * Renders a conversation with the model's own Jinja template, the given one, or, for models without any, as plain text by role.
 * Control tokens are recognised in the template's text only: `<|im_end|>` in a message stays plain characters.
 */
export const makeRenderChat = (model: LlamaModel, chosen: string | null): ((messages: readonly ChatMessage[]) => Rendered) => {
  const { wrapper, stops } = chooseWrapper(model, chosen)
  const { bos, shouldPrependBosToken } = model.tokens

  return (messages) => {
    const asksForAnswer = messages.at(-1)?.role !== 'assistant'
    const chatHistory: ChatHistoryItem[] = [...messages.map(toHistoryItem), ...(asksForAnswer ? [emptyAnswer] : [])]
    const { contextText, stopGenerationTriggers } = rendered(wrapper, chatHistory)
    const tokens = contextText.tokenize(model.tokenizer)
    const ends = stopGenerationTriggers.map((trigger) => LlamaText(trigger).tokenize(model.tokenizer))
    return {
      tokens: shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens,
      stopTokens: new Set(ends.flatMap((end) => (end.length === 1 ? end : [])).filter((token) => model.isSpecialToken(token))),
      stops,
    }
  }
}

type Chosen = { readonly wrapper: JinjaTemplateChatWrapper; readonly stops: readonly string[] }

/** A chosen template must work. Where the model's own does not, plain text is better than no model at all; the log says so. */
const chooseWrapper = (model: LlamaModel, chosen: string | null): Chosen => {
  const make = (template: string) => new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer })
  if (chosen !== null) return { wrapper: make(chosen), stops: [] }
  const own = model.fileInfo.metadata.tokenizer?.chat_template
  try {
    if (own !== undefined) return { wrapper: make(own), stops: [] }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    console.error(`the model's own chat template cannot be used, conversations are written as plain text: ${reason}`)
  }
  return { wrapper: make(plainTemplate), stops: plainStops }
}

/** Templates may refuse: no system message, roles that do not alternate. */
const rendered = (wrapper: JinjaTemplateChatWrapper, chatHistory: ChatHistoryItem[]) => {
  try {
    return wrapper.generateContextState({ chatHistory })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Refusal(
      400,
      `messages: the model's chat template does not take this conversation: ${reason}`,
      'messages',
      'invalid_value',
    )
  }
}

/** `--chat-template`: a name of ours, Jinja text, or a file that holds it. */
export const readChatTemplate = async (value: string | null): Promise<string | null> => {
  if (value === null || /\{[{%]/.test(value)) return value
  const named = new Map<string, string>(Object.entries(namedTemplates)).get(value)
  if (named !== undefined) return named
  try {
    return await readFile(value, 'utf8')
  } catch {
    throw new Error(`chat template ${value} is neither a readable file nor one of ${Object.keys(namedTemplates).join(', ')}`)
  }
}

const toHistoryItem = ({ role, text }: ChatMessage): ChatHistoryItem =>
  role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text }

const emptyAnswer: ChatHistoryItem = { type: 'model', response: [] }

/** Formats that many model families share, under llama.cpp's names. */
const namedTemplates = {
  chatml:
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}" +
    '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}',
  llama3:
    "{{ bos_token }}{% for message in messages %}<|start_header_id|>{{ message['role'] }}<|end_header_id|>\n\n" +
    "{{ message['content'] }}<|eot_id|>{% endfor %}" +
    '{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}',
  gemma:
    "{{ bos_token }}{% for message in messages %}<start_of_turn>{{ 'model' if message['role'] == 'assistant' else 'user' }}\n" +
    "{{ message['content'] }}<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}",
} as const satisfies Record<string, string>

/** For base models, which continue text: they see a script of the conversation. */
const plainTemplate =
  "{% for message in messages %}{{ message['role'] }}:\n{{ message['content'] }}\n\n{% endfor %}" +
  '{% if add_generation_prompt %}assistant:\n{% endif %}'
const plainStops = ['\nuser:', '\nsystem:', '\nassistant:'] as const
