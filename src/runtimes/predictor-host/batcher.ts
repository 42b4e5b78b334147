import { freeBytes } from '../../domain/free-bytes.ts'
import type { TensorSchema } from '../../domain/tensor-schema.ts'
import { type Backend, type BackendCall, CallFault, type Reply, type Running } from './backend.ts'
import { nextBatch } from './batch-plan.ts'
import { type Member, makeBatchQueue, type Part } from './batch-queue.ts'
import { rowsOf } from './batch-rows.ts'
import type { AnswerPart, Rows } from './batch-shape.ts'
import type { BatcherSettings } from './batcher-settings.ts'
import { makeLatencyModel } from './latency-model.ts'

export type BatcherDeps = {
  readonly call: Backend['call']
  /** As they are now; null: no batching. */
  readonly settings: () => BatcherSettings | null
  readonly schema: () => TensorSchema | null
  /** Batches that the backend may have at once; one that works on one call takes one more, to lie ready. */
  readonly places: number
  /** Whether it works on them at the same time. */
  readonly concurrent: boolean
  readonly timer: BatchTimer
  /** A batch has been answered. */
  readonly executed: (rows: number, computeNs: number) => void
  readonly newId: () => string
  readonly warn: (words: string) => void
}

/** Milliseconds of a clock that only goes forward. */
export type BatchTimer = {
  now(): number
  /** Answers a function that calls it off. */
  after(ms: number, run: () => void): () => void
  /** When everything that has come by now has been read. */
  soon(run: () => void): void
}

/** After so many answers in a row that could not be split, a group's calls go alone. */
const triesToSplit = 3

/** Puts calls together, hands them to the backend, and gives each its own rows of the answer. Same shape as the backend's `call`. */
export function makeBatcher(deps: BatcherDeps): Backend['call'] {
  const { timer } = deps
  const queue = makeBatchQueue()
  const model = makeLatencyModel()
  /** How often in a row a group's answers could not be split. */
  const unsplit = new Map<string, number>()
  let inFlight = 0
  let lastEnd = 0
  let looking = false
  let callOffLook = (): void => {}

  return (call) => {
    const settings = deps.settings()
    const rows = settings ? rowsOf(call, deps.schema()) : null
    if (!settings || !rows || (unsplit.get(rows.group) ?? 0) >= triesToSplit) return alone(call)
    const most = settings.maxQueue ?? Math.max(1024, 10 * settings.maxBatchSize)
    if (queue.length() >= most) return refused(`${most} calls wait for the model already; try again`)
    return enqueue(call, rows, settings)
  }

  function enqueue(call: BackendCall, rows: Rows, settings: BatcherSettings): Running {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const callOffTimeout = timer.after(settings.timeoutMs, () => {
      const words = `the model did not answer within ${settings.timeoutMs / 1000} s`
      leave(member, new CallFault(member.begun ? 504 : 503, null, words))
    })
    const member: Member = {
      call,
      rows,
      since: timer.now(),
      begun: false,
      over: false,
      parts: [],
      answers: [],
      queueNs: 0,
      computeNs: 0,
      resolve: (reply) => {
        callOffTimeout()
        resolve(reply)
      },
      reject: (fault) => {
        callOffTimeout()
        reject(fault)
      },
    }
    queue.add(member, settings.maxBatchSize)
    look()
    return { reply: promise, cancel: () => leave(member, new CallFault(499, null, 'called off')) }
  }

  /** Nobody waits for this call any more: what has not begun of it never does, and a batch of nobody else's is called off. */
  function leave(member: Member, fault: CallFault): void {
    if (member.over) return
    member.over = true
    queue.remove(member)
    member.reject(fault)
    for (const { batch } of member.parts) if (batch?.parts.every((each) => each.member.over)) batch.cancel()
  }

  /** Once for all that comes in the same turn. */
  function look(): void {
    if (looking) return
    looking = true
    timer.soon(() => {
      looking = false
      dispatch()
    })
  }

  function dispatch(): void {
    callOffLook()
    for (;;) {
      const settings = deps.settings() ?? { maxBatchSize: 1, maxLatencyMs: 0 }
      const facts = { now: timer.now(), inFlight, places: deps.places, estimate: model.estimate }
      const plan = nextBatch(settings, queue.lines(), facts)
      if (plan.go) {
        send(queue.take(plan.group, plan.calls))
        continue
      }
      if (plan.lookAt !== null) callOffLook = timer.after(Math.max(1, plan.lookAt - facts.now), dispatch)
      return
    }
  }

  function send(parts: readonly Part[]): void {
    const [first] = parts
    if (!first) return
    const count = parts.reduce((sum, each) => sum + each.rows.count, 0)
    const begun = timer.now()
    const wasIdle = inFlight === 0
    inFlight += 1
    // A call by itself goes as it came: then it may answer as it likes, piece by piece for one.
    const isWhole = parts.length === 1 && first.member.parts.length === 1
    const joined = isWhole ? null : first.member.rows.join(parts.map((each) => each.rows))
    const running = deps.call(joined ?? first.member.call)
    const batch = { parts, cancel: running.cancel }
    for (const part of parts) {
      part.batch = batch
      if (!part.member.begun) part.member.queueNs = (begun - part.member.since) * 1e6
      part.member.begun = true
    }
    running.reply.then(
      (reply) => {
        // Behind another it only began when that one had ended.
        if (wasIdle || !deps.concurrent) model.add(count, timer.now() - Math.max(begun, deps.concurrent ? 0 : lastEnd))
        deps.executed(count, reply.computeNs)
        if (joined) freeBytes(joined.payload)
        ended(parts)
        const named = deps.settings()?.answers === 'kserve' ? { ...reply, batchId: deps.newId() } : reply
        if (isWhole) settle(first.member, { ...named, queueNs: first.member.queueNs })
        else deliver(parts, named)
        dispatch()
      },
      (cause: unknown) => {
        ended(parts)
        fail(parts, cause)
        dispatch()
      },
    )
  }

  function ended(parts: readonly Part[]): void {
    inFlight -= 1
    lastEnd = timer.now()
    for (const part of parts) part.batch = null
  }

  function deliver(parts: readonly Part[], reply: Reply): void {
    const [first] = parts
    if (!first) return
    const { group } = first.member.rows
    const split = first.member.rows.split(
      reply,
      parts.map((each) => each.rows.count),
    )
    if (split) {
      unsplit.delete(group)
      for (const [index, part] of parts.entries()) {
        const answer = split[index]
        if (answer) give(part, answer, reply)
      }
      return
    }
    const times = (unsplit.get(group) ?? 0) + 1
    if (unsplit.size > mostGroups) unsplit.clear()
    unsplit.set(group, times)
    if (times === triesToSplit)
      deps.warn('the answers of batches have not as many rows as went in: such calls go alone from now on')
    for (const member of new Set(parts.map((each) => each.member))) repeat(member)
  }

  function give(part: Part, answer: AnswerPart, reply: Reply): void {
    const { member } = part
    if (member.over) return
    member.computeNs += reply.computeNs
    member.answers[part.index] = answer
    const answers = member.answers.filter((each) => each !== undefined)
    if (answers.length < member.parts.length) return
    const whole = member.rows.answer(answers)
    if (whole) settle(member, { ...reply, ...whole, queueNs: member.queueNs, computeNs: member.computeNs })
    else repeat(member)
  }

  function settle(member: Member, reply: Reply): void {
    if (member.over) return
    member.over = true
    member.resolve(reply)
  }

  /** One bad call must not fail the others: halves are tried until it is alone with its fault. */
  function fail(parts: readonly Part[], cause: unknown): void {
    const isTheirs = cause instanceof CallFault && (cause.type !== null || cause.status < 500) && cause.status !== 499
    const left = parts.filter((each) => !each.member.over)
    if (!isTheirs || parts.length === 1) {
      for (const { member } of left) leave(member, asFault(cause))
      return
    }
    const half = Math.ceil(left.length / 2)
    for (const each of [left.slice(0, half), left.slice(half)]) if (each.length > 0) queue.addFirst(each)
  }

  /** As it came, without anybody else. */
  function repeat(member: Member): void {
    if (member.over) return
    queue.remove(member)
    const running = alone(member.call)
    member.parts = [{ member, index: 0, rows: member.rows.part(0, 0), batch: { parts: [], cancel: running.cancel } }]
    running.reply.then(
      (reply) => settle(member, reply),
      (cause: unknown) => leave(member, asFault(cause)),
    )
  }

  function alone(call: BackendCall): Running {
    inFlight += 1
    const running = deps.call(call)
    const done = (): void => {
      inFlight -= 1
      lastEnd = timer.now()
      look()
    }
    running.reply.then(done, done)
    return running
  }
}

const mostGroups = 1_000

const refused = (words: string): Running => {
  const reply = Promise.reject(new CallFault(503, null, words))
  return { reply, cancel() {} }
}

const asFault = (cause: unknown): CallFault =>
  cause instanceof CallFault ? cause : new CallFault(500, null, cause instanceof Error ? cause.message : String(cause))
