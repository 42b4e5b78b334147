import { afterEach, beforeEach, expect, it } from 'vitest'
import { list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
})
afterEach(() => server.stop())

const plan = { name: 'mine', description: 'small', cores: 0.5, memoryMb: 256, gpus: 0 }
const quota = { resourcePlan: 'mine', resourceGroup: null, maxInstances: 3, usedInstances: 1 }
const table = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/))

it('lists plans', async () => {
  server.on('GET /v2/lm/resourcePlans', list(plan))
  expect(table((await server.lectern(['plans', 'ls'])).stdout)).toEqual([
    ['NAME', 'CORES', 'MEMORY MB', 'GPUS', 'DESCRIPTION'],
    ['mine', '0.5', '256', '0', 'small'],
    [''],
  ])
})

it('sets and removes them', async () => {
  server.on('PUT /v2/admin/resourcePlans/mine', { body: plan })
  server.on('DELETE /v2/admin/resourcePlans/mine', { body: { name: 'mine', message: 'Resource plan removed' } })
  await server.lectern(['plans', 'set', 'mine', '--cores', '0.5', '--memory', '256', '--description', 'small'])
  expect((await server.lectern(['plans', 'rm', 'mine'])).stderr).toBe('resource plan mine removed\n')
  expect(server.seen[0]?.body).toEqual({ cores: 0.5, memoryMb: 256, gpus: 0, description: 'small' })
})

it.each([
  [['plans', 'set', 'mine', '--cores', '0.0001', '--memory', '1'], '--cores 0.0001: must be a number of cores, such as 0.5'],
  [['plans', 'set', 'mine', '--cores', '1', '--memory', '1GB'], '--memory 1GB: must be a whole number of MB'],
  [['plans', 'limit', 'mine', 'many'], 'instances many: must be a whole number, or "none"'],
])('refuses %j', async (line, says) => {
  const { code, stderr } = await server.lectern(line)
  expect([code, stderr]).toEqual([2, expect.stringContaining(says)])
  expect(server.seen).toEqual([])
})

it('limits instances of a plan, and shows what is used', async () => {
  server.on('PUT /v2/admin/resourcePlanQuotas/mine', { body: quota })
  server.on('GET /v2/admin/resourcePlanQuotas', list(quota, { ...quota, resourceGroup: 'team-a' }))
  await server.lectern(['plans', 'limit', 'mine', '3'])
  await server.lectern(['plans', 'limit', 'mine', '3', '--in-group', 'team-a'])
  expect(server.seen.map(({ body }) => body)).toEqual([
    { maxInstances: 3, resourceGroup: null },
    { maxInstances: 3, resourceGroup: 'team-a' },
  ])
  expect(table((await server.lectern(['plans', 'limits'])).stdout)).toEqual([
    ['PLAN', 'FOR', 'USED', 'ALLOWED'],
    ['mine', 'all groups together', '1', '3'],
    ['mine', 'resourceGroup=team-a', '1', '3'],
    [''],
  ])
})

it('takes a limit away', async () => {
  server.on('PUT /v2/admin/resourcePlanQuotas/mine', { body: null })
  const { stderr } = await server.lectern(['plans', 'limit', 'mine', 'none'])
  expect(stderr).toBe('no limit of instances of resource plan mine\n')
  expect(server.seen[0]?.body).toEqual({ maxInstances: null, resourceGroup: null })
})

it('shows what is free', async () => {
  const amount = (total: number, free: number) => ({ total, free })
  server.on('GET /v2/lm/resources', {
    body: { cores: amount(2, 0.5), memoryMb: amount(8192, 4096), gpus: amount(0, 0), limitedBy: 'cgroup-v2' },
  })
  const { stdout, stderr } = await server.lectern(['resources'])
  expect(stderr).toBe('instances are kept to their limits by control groups (version 2)\n')
  expect(table(stdout)).toEqual([
    ['WHAT', 'TOTAL', 'FREE'],
    ['cores', '2', '0.5'],
    ['memory MB', '8192', '4096'],
    ['GPUs', '0', '0'],
    [''],
  ])
})
