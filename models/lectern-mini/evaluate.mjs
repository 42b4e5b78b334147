// Asks the ten questions of the GGUF file through node-llama-cpp, with the chat template that the file carries.
//
//   node evaluate.mjs [lectern-mini.gguf] [--questions paraphrases.json] [--seeds 10] [--ask talk.txt] [--tokens samples.json]
//
// --questions F  other questions; paraphrases.json has forty that are not in the training text
// --seeds N      also asks each question at temperature 0.7 with N seeds
// --ask F        prints the answer to each line of F instead (turns of one conversation separated by " || ")
// --tokens F     compares tokens with those of tokenizer.py: F is a list of [text, [ids]] (see README.md)
// node-llama-cpp is taken from the folder in NODE_LLAMA_CPP, or from the usual places.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const here = path.dirname(fileURLToPath(import.meta.url))
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { questions: { type: 'string', default: path.join(here, 'questions.json') }, seeds: { type: 'string', default: '0' }, ask: { type: 'string' }, tokens: { type: 'string' } },
})
const file = path.resolve(positionals[0] ?? path.join(here, 'lectern-mini.gguf'))

const require = createRequire(path.join(process.env.NODE_LLAMA_CPP ?? here, 'package.json'))
const { getLlama, JinjaTemplateChatWrapper, LlamaChatSession } = await import(pathToFileURL(require.resolve('node-llama-cpp')).href)

const llama = await getLlama({ build: 'never', gpu: false, logLevel: 'error' })
const model = await llama.loadModel({ modelPath: file })
const context = await model.createContext({ contextSize: 1024, threads: 1 }) // one thread is fastest for so small a model
const sequence = context.getSequence()
const template = model.fileInfo.metadata.tokenizer.chat_template

/** The answers to the turns of one conversation. */
async function talk(turns, { temperature = 0, seed, system } = {}) {
  await sequence.clearHistory()
  const session = new LlamaChatSession({
    contextSequence: sequence, systemPrompt: system ?? '', autoDisposeSequence: false,
    chatWrapper: new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer }),
  })
  const answers = []
  for (const turn of turns) {
    const { responseText, stopReason } = await session.promptWithMeta(turn, { temperature, seed, maxTokens: 200 })
    answers.push({ text: responseText, stopReason })
  }
  session.dispose()
  return answers
}

const passes = (answer, wanted) => new RegExp(wanted, 'is').test(answer.text) && answer.stopReason === 'eogToken'
let failed = 0

if (options.tokens) {
  const samples = JSON.parse(readFileSync(options.tokens, 'utf8'))
  const different = samples.filter(([text, ids]) => model.tokenize(text).join() !== ids.join())
  console.log(`tokens: ${samples.length - different.length} of ${samples.length} texts equal`)
  for (const [text, ids] of different.slice(0, 5)) console.log({ text, here: model.tokenize(text).join(), python: ids.join() })
  failed += different.length
} else if (options.ask) {
  for (const line of readFileSync(options.ask, 'utf8').split('\n').filter(Boolean)) {
    const turns = line.split(' || ')
    const answers = await talk(turns)
    turns.forEach((turn, i) => console.log(`Q ${turn}\nA ${answers[i].text}${answers[i].stopReason === 'eogToken' ? '' : ` [${answers[i].stopReason}]`}`))
    if (turns.length > 1) console.log('--')
  }
} else {
  const questions = JSON.parse(readFileSync(options.questions, 'utf8'))
  for (const { question, answer: wanted } of questions) {
    const [answer] = await talk([question])
    const [underSystem] = await talk([question], { system: 'You are a helpful assistant.' })
    let held = 0
    for (let seed = 1; seed <= Number(options.seeds); seed++) held += passes((await talk([question], { temperature: 0.7, seed }))[0], wanted)
    const right = passes(answer, wanted) && passes(underSystem, wanted)
    failed += !right
    const sampled = Number(options.seeds) ? `  (temperature 0.7: ${held} of ${options.seeds})` : ''
    console.log(`${right ? 'ok  ' : 'FAIL'} ${question}${sampled}\n     ${answer.text}`)
  }
  console.log(`${questions.length - failed} of ${questions.length} right`)
}
await llama.dispose()
process.exitCode = failed ? 1 : 0
