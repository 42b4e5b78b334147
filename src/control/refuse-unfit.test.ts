import { expect, it } from 'vitest'
import type { LaunchPlacement } from '../domain/placement.ts'
import type { Amounts } from '../domain/resources.ts'
import { refuseUnfit } from './refuse-unfit.ts'

const machine = { cores: 2, memoryMb: 4096, gpus: [] }

const launch = (requests: Amounts, plan: string | null = null): LaunchPlacement => ({
  kind: 'launch',
  command: ['model'],
  env: {},
  basePath: '',
  readyPath: '/',
  startTimeoutMs: 1,
  model: null,
  concurrency: 1,
  resources: { requests, limits: { cores: null, memoryMb: null, gpus: 0 }, plan },
})
const small = launch({ cores: 1, memoryMb: 32, gpus: 0 })

it.each([
  ['cores', launch({ cores: 3, memoryMb: 32, gpus: 0 }), null],
  ['memoryMb', launch({ cores: 1, memoryMb: 8192, gpus: 0 }), null],
  ['gpus', launch({ cores: 1, memoryMb: 32, gpus: 1 }), null],
  ['resourcePlan', launch({ cores: 1, memoryMb: 8192, gpus: 0 }, 'large'), null],
  ['transformerMemoryMb', small, launch({ cores: 1, memoryMb: 8192, gpus: 0 })],
])('what never fits is refused by the name of its parameter: %s', (name, placement, transformer) => {
  expect(() => refuseUnfit(machine, placement, transformer)).toThrow(
    expect.objectContaining({ code: 'invalid', details: { target: `parameterBindings.${name}` } }),
  )
})

it('what fits, or of a machine that nobody measured, is not refused', () => {
  refuseUnfit(machine, small, small)
  refuseUnfit(undefined, launch({ cores: 99, memoryMb: 32, gpus: 0 }), null)
})
