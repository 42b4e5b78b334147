import { fit } from '../decide/fit.ts'
import type { InstanceSpec } from '../domain/instance.ts'
import type { Machine } from '../domain/resources.ts'
import type { Engine } from '../engines/engine.ts'

export type RoomDeps = {
  readonly engine: Pick<Engine, 'observe' | 'start'>
  /** Where instances run; null: there is no knowing, and everything is tried. */
  readonly machine: Machine | null
}

/** null: it was started. Else what is missing, in words: it was not tried. */
export type StartWhereRoom = (spec: InstanceSpec) => Promise<string | null>

/** Starts instances where there is room for them: one after the other, so that no two are given the same. */
export function makeRoom({ engine, machine }: RoomDeps): StartWhereRoom {
  let last: Promise<unknown> = Promise.resolve()

  const start = async (spec: InstanceSpec): Promise<string | null> => {
    const { resources } = spec.placement
    if (!machine || !resources) return engine.start(spec).then(() => null)
    const answer = fit(resources.requests, machine, await engine.observe())
    if (!answer.fits) return answer.message
    await engine.start(answer.gpus.length === 0 ? spec : { ...spec, gpus: answer.gpus })
    return null
  }

  return (spec) => {
    const turn = last.then(() => start(spec))
    last = turn.catch(() => {}) // told to whoever asked for that one
    return turn
  }
}
