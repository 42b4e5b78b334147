import { describe, expect, it } from 'vitest'
import { serially } from './serially.ts'

/** A run that waits until it is let go, and remembers what began and ended. */
function setUp() {
  const log: string[] = []
  const gates: (() => void)[] = []
  const turns = serially(
    async (key) => {
      log.push(`begin ${key}`)
      await new Promise<void>((resolve) => gates.push(resolve))
      log.push(`end ${key}`)
    },
    (key, error) => log.push(`${key}: ${error}`),
  )
  const release = async (): Promise<void> => {
    gates.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { log, turns, release }
}

describe('serially', () => {
  it('folds a burst of kicks into the running turn and one after it', async () => {
    const { log, turns, release } = setUp()
    for (const _ of [1, 2, 3, 4]) void turns.kick('a')
    await release()
    await release()
    await turns.idle()
    expect(log).toEqual(['begin a', 'end a', 'begin a', 'end a'])
  })

  it('resolves a kick with the end of a turn that began after it', async () => {
    const { log, turns, release } = setUp()
    void turns.kick('a')
    const second = turns.kick('a').then(() => log.push('second kick done'))
    await release()
    expect(log).toEqual(['begin a', 'end a', 'begin a'])
    await release()
    await second
    expect(log.at(-1)).toBe('second kick done')
  })

  it('runs different keys side by side', async () => {
    const { log, turns, release } = setUp()
    void turns.kick('a')
    void turns.kick('b')
    expect(log).toEqual(['begin a', 'begin b'])
    await release()
    await release()
    await turns.idle()
  })

  it('reports an error and goes on', async () => {
    let failures = 0
    const heard: string[] = []
    const turns = serially(
      async () => {
        failures += 1
        if (failures === 1) throw new Error('boom')
      },
      (key, error) => heard.push(`${key} ${error}`),
    )
    await turns.kick('a')
    await turns.kick('a')
    expect(heard).toEqual(['a Error: boom'])
    expect(failures).toBe(2)
  })
})
