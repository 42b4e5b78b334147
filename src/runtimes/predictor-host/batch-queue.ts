import type { BackendCall, CallFault, Reply } from './backend.ts'
import type { Line } from './batch-plan.ts'
import type { AnswerPart, Rows, RowsPart } from './batch-shape.ts'

/** A call and what has become of it. */
export type Member = {
  readonly call: BackendCall
  readonly rows: Rows
  readonly since: number
  begun: boolean
  /** Answered, or nobody waits for it. */
  over: boolean
  /** More than one where it has more rows than a batch. */
  parts: Part[]
  readonly answers: (AnswerPart | undefined)[]
  queueNs: number
  computeNs: number
  readonly resolve: (reply: Reply) => void
  readonly reject: (fault: CallFault) => void
}

export type Part = {
  readonly member: Member
  readonly index: number
  readonly rows: RowsPart
  /** The batch that it is in at this moment. */
  batch: { readonly parts: readonly Part[]; readonly cancel: () => void } | null
}

export type BatchQueue = {
  add(member: Member, maxBatchSize: number): void
  /** Before all others, and with nobody else. */
  addFirst(parts: readonly Part[]): void
  remove(member: Member): void
  take(group: string, calls: number): readonly Part[]
  lines(): readonly Line[]
  /** Calls that wait, each counted as often as it is cut in parts. */
  length(): number
}

/** Calls in the order in which they came, by what can go together. */
export function makeBatchQueue(): BatchQueue {
  const lines = new Map<string, Part[]>()
  let repeats = 0
  let waiting = 0

  return {
    add(member, maxBatchSize) {
      const { rows } = member
      waiting += Math.ceil(rows.count / maxBatchSize)
      for (let from = 0; from < rows.count; from += maxBatchSize) {
        const part = rows.part(from, Math.min(rows.count, from + maxBatchSize))
        member.parts.push({ member, index: member.parts.length, rows: part, batch: null })
      }
      const line = lines.get(rows.group)
      if (line) line.push(...member.parts)
      else lines.set(rows.group, [...member.parts])
    },
    addFirst(parts) {
      repeats += 1
      waiting += parts.length
      lines.set(`again ${repeats}`, [...parts])
    },
    remove(member) {
      for (const [group, parts] of lines) {
        const left = parts.filter((each) => each.member !== member)
        if (left.length === parts.length) continue
        waiting -= parts.length - left.length
        if (left.length === 0) lines.delete(group)
        else lines.set(group, left)
      }
    },
    take(group, calls) {
      const line = lines.get(group) ?? []
      const taken = line.splice(0, calls)
      if (line.length === 0) lines.delete(group)
      waiting -= taken.length
      return taken
    },
    lines: () =>
      Array.from(lines, ([group, parts]) => ({
        group,
        rows: parts.map((each) => each.rows.count),
        since: parts[0]?.member.since ?? 0,
      })),
    length: () => waiting,
  }
}
