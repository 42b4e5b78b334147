import { useEffect, useMemo, useRef } from 'react'
import { type Kept, turnsOf } from './conversation.ts'
import { noteEvents } from './events.ts'
import { requestOf } from './request.ts'
import { type Send, streamAnswer } from './stream.ts'
import { troubleOf } from './trouble.ts'
import { type Answer, type AnswerTurn, noAnswer, openCalls, type Turn } from './types.ts'

export type Chat = {
  /** Asks every lane the same. */
  ask(lanes: readonly string[], text: string, images: readonly string[]): void
  /** Says something else instead, in every lane that was asked this; what followed is gone. */
  edit(lanes: readonly string[], turn: Turn, text: string): void
  /** Another answer to the same. */
  again(lane: string, answer: AnswerTurn): void
  /** Results of the tools that the model called, by the ids of the calls. */
  results(lane: string, texts: Readonly<Record<string, string>>): void
  stop(): void
}

/** `send` as at the first call. Whatever comes is stopped when the screen is left. */
export function useChat(kept: Kept, send: Send): Chat {
  const coming = useRef(new Set<AbortController>())
  useEffect(() => {
    const { current } = coming
    return () => stopAll(current)
  }, [])
  return useMemo(() => makeChat(kept, send, coming.current), [kept, send])
}

const stopAll = (coming: ReadonlySet<AbortController>): void => {
  for (const each of coming) each.abort()
}

function makeChat(kept: Kept, send: Send, coming: Set<AbortController>): Chat {
  const setTurns = (lane: string, next: (turns: readonly Turn[]) => readonly Turn[]): void =>
    kept.change((before) => ({ ...before, lanes: { ...before.lanes, [lane]: next(turnsOf(before, lane)) } }))

  const answer = async (lane: string): Promise<void> => {
    const id = newId()
    const now = kept.read()
    const request = requestOf(lane, now, turnsOf(now, lane))
    const begun: AnswerTurn = { ...noAnswer, kind: 'answer', id, state: 'waiting', trouble: null, request }
    setTurns(lane, (turns) => [...turns, begun])
    const put = (more: Partial<AnswerTurn>): void =>
      setTurns(lane, (turns) => turns.map((turn) => (turn.id === id ? ({ ...turn, ...more } as Turn) : turn)))
    const stopper = new AbortController()
    coming.add(stopper)
    const drawn = oncePerFrame((come: Answer) => put({ ...come, state: 'coming' }))
    try {
      const whole = await streamAnswer(send, request, stopper.signal, drawn.tell, noteEvents(id))
      drawn.end()
      put({ ...whole, toolCalls: named(whole), state: 'done' })
    } catch (error) {
      drawn.end()
      put(stopper.signal.aborted ? { state: 'stopped' } : { state: 'failed', trouble: troubleOf(error) })
    } finally {
      coming.delete(stopper)
    }
  }

  return {
    ask(lanes, text, images) {
      for (const lane of lanes) {
        setTurns(lane, (turns) => [...turns, { kind: 'user', id: newId(), text, images }])
        void answer(lane)
      }
    },
    edit(lanes, turn, text) {
      stopAll(coming)
      const before = kept.read()
      const place = Math.max(...lanes.map((lane) => asked(turnsOf(before, lane)).findIndex(({ id }) => id === turn.id)))
      for (const lane of lanes) {
        const turns = turnsOf(before, lane)
        const meant = asked(turns)[place]
        if (!meant) continue
        setTurns(lane, () => [...turns.slice(0, turns.indexOf(meant)), { ...meant, id: newId(), text }])
        void answer(lane)
      }
    },
    again(lane, { id }) {
      setTurns(lane, (turns) =>
        turns.slice(
          0,
          turns.findIndex((turn) => turn.id === id),
        ),
      )
      void answer(lane)
    },
    results(lane, texts) {
      setTurns(lane, (turns) => [
        ...turns,
        ...openCalls(turns).map((call) => ({
          kind: 'tool' as const,
          id: newId(),
          callId: call.id,
          name: call.name,
          text: texts[call.id] ?? '',
        })),
      ])
      void answer(lane)
    },
    stop: () => stopAll(coming),
  }
}

const asked = (turns: readonly Turn[]) => turns.filter((turn) => turn.kind === 'user')

/** `crypto.randomUUID` is not there for pages that came over plain HTTP from elsewhere. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Some model servers give calls no ids; results name them. */
const named = ({ toolCalls }: Answer) => toolCalls.map((call) => ({ ...call, id: call.id === '' ? `call_${newId()}` : call.id }))

/** A fast model sends more pieces than anybody sees. */
function oncePerFrame<T>(draw: (value: T) => void) {
  let last: { readonly value: T } | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  const end = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (last) draw(last.value)
    last = null
  }
  return {
    tell(value: T): void {
      last = { value }
      timer ??= setTimeout(end, 33)
    },
    end,
  }
}
