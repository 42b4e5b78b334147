import { neverFits, room } from '../decide/fit.ts'
import { Failure } from '../domain/failure.ts'
import type { LaunchPlacement, Placement } from '../domain/placement.ts'
import { amountNames, type Machine } from '../domain/resources.ts'
import { names } from '../executables/with-resources.ts'

/** Throws `Failure('invalid')`, with the parameter that asks for too much, for what no waiting would make room for. */
export function refuseUnfit(machine: Machine | undefined, placement: Placement, transformer: LaunchPlacement | null): void {
  if (!machine || placement.kind !== 'launch') return
  refuse(machine, placement, '')
  if (transformer) refuse(machine, transformer, 'transformer')
}

function refuse(machine: Machine, { resources }: LaunchPlacement, component: '' | 'transformer'): void {
  const trouble = resources && neverFits(resources.requests, machine)
  if (!trouble) return
  const { plan, requests } = resources
  const { total } = room(machine, [])
  const short = amountNames.find((name) => requests[name] > total[name]) ?? 'cores'
  const whose = component === '' ? '' : `the ${component} `
  const by = plan === null ? '' : `, as the resource plan ${plan} says`
  const target = `parameterBindings.${names(component)[plan === null ? short : 'resourcePlan']}`
  throw new Failure('invalid', `${whose}${trouble}${by}`, { target })
}
