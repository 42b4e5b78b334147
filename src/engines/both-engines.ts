import type { Engine } from './engine.ts'

/** Processes and containers as one engine: an instance with an image goes to `containers`. Both write their logs to one folder. */
export const bothEngines = (
  processes: Engine & AsyncDisposable,
  containers: Engine & AsyncDisposable,
): Engine & AsyncDisposable => ({
  ...processes,
  observe: async () => (await Promise.all([processes.observe(), containers.observe()])).flat(),
  start: (spec) => (spec.placement.container ? containers : processes).start(spec),
  // Each passes over what is not its own.
  stop: async (id, graceMs) => void (await Promise.all([processes.stop(id, graceMs), containers.stop(id, graceMs)])),
  remove: async (id) => void (await Promise.all([processes.remove(id), containers.remove(id)])),
  onChange: (listener) => {
    const leave = [processes.onChange(listener), containers.onChange(listener)]
    return () => {
      for (const each of leave) each()
    }
  },
  async [Symbol.asyncDispose]() {
    await Promise.all([processes[Symbol.asyncDispose](), containers[Symbol.asyncDispose]()])
  },
})
