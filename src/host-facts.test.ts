import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { hostFacts } from './host-facts.ts'

it('finds what instances may be given of this machine, or is told', () => {
  const { machine } = hostFacts(readConfig({}, {}, '/'), '')
  expect(machine?.cores).toBeGreaterThanOrEqual(1)
  expect(machine?.memoryMb).toBeGreaterThan(100)
  expect(machine?.gpus).toEqual([])
  const told = readConfig({ machineCores: '0.5', machineMemoryMb: '4096' }, {}, '/')
  expect(hostFacts(told, '').machine).toEqual({ cores: 0.5, memoryMb: 4096, gpus: [] })
  const ahead = readConfig({ machineMemoryMb: '4096', warmPool: '2' }, {}, '/')
  expect(hostFacts(ahead, '').machine?.memoryMb, 'less what is started ahead').toBe(4096 - 2 * 180)
})

it.each([
  { visible: undefined, gpus: ['GPU-aaaa-1', 'GPU-bbbb-2'] },
  { visible: '1', gpus: ['GPU-bbbb-2'] },
  { visible: 'GPU-aa', gpus: ['GPU-aaaa-1'] },
  { visible: '', gpus: [] },
])('finds GPUs by the driver’s own tool, those that are visible: $visible', ({ visible, gpus }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gpus-'))
  const program = join(folder, 'nvidia-smi')
  writeFileSync(program, '#!/bin/sh\nprintf "0, GPU-aaaa-1\\n1, GPU-bbbb-2\\n"\n')
  chmodSync(program, 0o755)
  expect(hostFacts(readConfig({}, {}, '/'), folder, visible).machine?.gpus).toEqual(gpus)
  writeFileSync(program, '#!/bin/sh\necho "NVIDIA-SMI has failed" ; exit 9\n')
  expect(hostFacts(readConfig({}, {}, '/'), folder).machine?.gpus).toEqual([])
  rmSync(folder, { recursive: true })
})
