/** An event of a stream, as it came. `ms`: after the call was sent. */
export type StreamEvent = { readonly ms: number; readonly data: string }

/** Of answers of this page, newest last; a conversation that was kept over a reload has none. */
const answers = new Map<string, StreamEvent[]>()
const mostAnswers = 20
/** Of one answer: what is beyond it nobody reads. */
const mostEvents = 20_000

/** Begins the list of an answer; what is told is added to it. */
export function noteEvents(answerId: string): (event: StreamEvent) => void {
  const events: StreamEvent[] = []
  answers.set(answerId, events)
  for (const id of answers.keys()) if (answers.size > mostAnswers) answers.delete(id)
  return (event) => void (events.length < mostEvents && events.push(event))
}

export const eventsOf = (answerId: string): readonly StreamEvent[] => answers.get(answerId) ?? []
