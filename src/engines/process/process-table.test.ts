import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { identify } from './process-record.ts'
import { makeReadProcesses, proportionalBytes, readPs } from './process-table.ts'

it.each([
  // ps may tell whole seconds only.
  ['as this system tells it', makeReadProcesses(), process.platform === 'linux' ? 0.05 : 0],
  ['as ps tells it', readPs, 0],
])('knows processes with parent, time and memory, %s', (_, read, seconds) => {
  for (const end = process.cpuUsage().user + 100_000; process.cpuUsage().user < end; );
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const rows = read()
  child.kill('SIGKILL')
  const own = rows.get(process.pid)
  expect(own?.parent).toBe(process.ppid)
  expect(own?.memoryBytes()).toBeGreaterThan(20e6)
  expect(own?.cpuSeconds).toBeGreaterThanOrEqual(seconds)
  expect(rows.get(child.pid ?? 0)?.parent).toBe(process.pid)
})

it('tells a process by when it started, as the record of instances does', () => {
  expect(makeReadProcesses()().get(process.pid)?.started).toBe(identify(process.pid)?.started)
})

it.runIf(process.platform === 'linux')('knows what is a process’s own among what it shares', () => {
  expect(proportionalBytes(process.pid)).toBeGreaterThan(10e6)
  expect(proportionalBytes(2 ** 30)).toBeNull()
})
