import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import type { Amounts, Machine } from '../domain/resources.ts'
import { fit, neverFits, room } from './fit.ts'

const machine: Machine = { cores: 2, memoryMb: 8192, gpus: ['GPU-a', 'GPU-b'] }
const amounts = (cores: number, memoryMb: number, gpus = 0): Amounts => ({ cores, memoryMb, gpus })
type Taker = Pick<Instance, 'phase' | 'resources' | 'gpus'>
const taker = (requests: Amounts, phase: Instance['phase'] = 'ready', gpus: readonly string[] = []): Taker => ({
  phase,
  gpus,
  resources: { requests, limits: requests, plan: null },
})

describe('one more instance', () => {
  it.each([
    { name: 'has the machine to itself', needs: amounts(2, 8192, 2), among: [], gpus: ['GPU-a', 'GPU-b'] },
    { name: 'gets what is left, to the thousandth', needs: amounts(1.7, 1), among: [amounts(0.1, 1), amounts(0.2, 1)], gpus: [] },
    { name: 'with no needs always fits', needs: amounts(0, 0), among: [amounts(9, 99_999, 9)], gpus: [] },
  ])('$name', ({ needs, among, gpus }) => {
    expect(
      fit(
        needs,
        machine,
        among.map((each) => taker(each)),
      ),
    ).toEqual({ fits: true, gpus })
  })

  it.each([
    { needs: amounts(4, 32), among: [amounts(0.5, 32)], says: 'needs 4 cores, 1.5 of 2 are free' },
    { needs: amounts(1, 32), among: [amounts(1.5, 32)], says: 'needs 1 core, 0.5 of 2 are free' },
    {
      needs: amounts(1, 8000, 1),
      among: [amounts(0.5, 192.5, 2)],
      says: 'needs 8000 MB of memory, 7999.5 of 8192 are free; needs 1 GPU, 0 of 2 are free',
    },
  ])('is told what is missing: $says', ({ needs, among, says }) => {
    expect(
      fit(
        needs,
        machine,
        among.map((each) => taker(each)),
      ),
    ).toEqual({ fits: false, message: says })
  })

  it('counts what is being stopped, and not what has ended', () => {
    const needs = amounts(1.5, 32)
    expect(fit(needs, machine, [taker(amounts(1, 32), 'stopping')]).fits).toBe(false)
    expect(fit(needs, machine, [taker(amounts(1, 32), 'exited')]).fits).toBe(true)
    expect(fit(needs, machine, [{ phase: 'ready' }]).fits).toBe(true)
  })

  it('gets a GPU that nobody has', () => {
    expect(fit(amounts(0, 0, 1), machine, [taker(amounts(0, 0, 1), 'ready', ['GPU-a'])])).toEqual({ fits: true, gpus: ['GPU-b'] })
  })
})

it('says what never fits', () => {
  expect(neverFits(amounts(3, 32), machine)).toBe('needs 3 cores; this machine has 2')
  expect(neverFits(amounts(1, 9000, 3), machine)).toBe(
    'needs 9000 MB of memory; this machine has 8192; needs 3 GPUs; this machine has 2',
  )
  expect(neverFits(amounts(2, 8192, 2), machine)).toBeNull()
})

it('never gives more than there is, nor a GPU twice, and uses up all of it', () => {
  const cores = fc.integer({ min: 0, max: 2_500 }).map((each) => each / 1000)
  const need = fc.record({ cores, memoryMb: fc.integer({ min: 0, max: 5_000 }), gpus: fc.integer({ min: 0, max: 2 }) })
  const step = fc.oneof(need, fc.nat(20))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const running: Taker[] = []
      for (const each of steps) {
        if (typeof each === 'number') {
          running.splice(each, 1)
          continue
        }
        const answer = fit(each, machine, running)
        const { free } = room(machine, running)
        const there = each.cores <= free.cores && each.memoryMb <= free.memoryMb && each.gpus <= free.gpus
        expect(answer.fits).toBe(there)
        if (answer.fits) running.push(taker(each, 'ready', answer.gpus))
        else expect(neverFits(each, machine) === null || !there).toBe(true)
        const sum = (name: keyof Amounts) => running.reduce((all, one) => all + (one.resources?.requests[name] ?? 0), 0)
        expect(sum('cores')).toBeLessThanOrEqual(machine.cores + 1e-9)
        expect(sum('memoryMb')).toBeLessThanOrEqual(machine.memoryMb)
        const gpus = running.flatMap((one) => one.gpus ?? [])
        expect(gpus).toHaveLength(sum('gpus'))
        expect(new Set(gpus).size).toBe(gpus.length)
      }
    }),
  )
})
