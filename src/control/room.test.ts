import { expect, it } from 'vitest'
import { FakeEngine } from '../../test/fake-engine.ts'
import type { InstanceSpec } from '../domain/instance.ts'
import { makeRoom } from './room.ts'

const machine = { cores: 2, memoryMb: 1_000, gpus: ['GPU-a', 'GPU-b'] }
const spec = (id: string, cores: number, gpus = 0): InstanceSpec => {
  const amounts = { cores, memoryMb: 10, gpus }
  return {
    id,
    deploymentId: `d${id}`,
    revision: 'r',
    placement: {
      kind: 'launch',
      command: [],
      env: {},
      readyPath: '/',
      startTimeoutMs: 1,
      basePath: '',
      model: null,
      concurrency: 1,
      resources: { requests: amounts, limits: amounts, plan: null },
    },
  }
}
const open = (of: typeof machine | null = machine) => {
  const engine = new FakeEngine(() => 0)
  return { engine, start: makeRoom({ engine, machine: of }) }
}

it('gives nothing twice to those that come at the same time', async () => {
  const { engine, start } = open()
  const answers = await Promise.all(['1', '2', '3', '4', '5'].map((id) => start(spec(id, 0.5))))
  expect(answers).toEqual([null, null, null, null, 'needs 0.5 cores, 0 of 2 are free'])
  expect(engine.specs.map(({ id }) => id)).toEqual(['1', '2', '3', '4'])
})

it('gives each its own GPUs, and those of one that ended to the next', async () => {
  const { engine, start } = open()
  const answers = await Promise.all(['1', '2', '3'].map((id) => start(spec(id, 0.1, 1))))
  expect(answers).toEqual([null, null, 'needs 1 GPU, 0 of 2 are free'])
  expect((await engine.observe()).map(({ gpus }) => gpus)).toEqual([['GPU-a'], ['GPU-b']])
  engine.exit('1')
  expect(await start(spec('4', 0.1, 1))).toBeNull()
  expect(engine.newest().gpus).toEqual(['GPU-a'])
  expect(engine.specs.at(0)?.placement.env).toEqual({})
})

it('tries everything where nothing is known of the machine', async () => {
  const { engine, start } = open(null)
  expect(await start(spec('1', 99, 9))).toBeNull()
  expect(engine.specs).toHaveLength(1)
})

it('goes on after one that could not be started', async () => {
  const { engine } = open()
  let full = true
  const start = makeRoom({
    engine: {
      observe: () => engine.observe(),
      start: (each) => (full ? Promise.reject(new Error('no disk')) : engine.start(each)),
    },
    machine,
  })
  await expect(start(spec('1', 1))).rejects.toThrow('no disk')
  full = false
  expect(await start(spec('1', 1))).toBeNull()
})
