import type { Principal } from '../../domain/principal.ts'
import { type LimitDeps, listBudgets } from '../platform/budgets.ts'
import { type RetirementDeps, retirementsOf } from '../platform/retirements.ts'
import { type AboutDeps, readSystem, type SystemFacts } from './about.ts'

export type CheckState = 'ok' | 'warning' | 'failed'

/** One thing that was looked at. `next`: what to do about it; '' where nothing is to be done. */
export type Check = { readonly name: string; readonly state: CheckState; readonly message: string; readonly next: string }

export type CheckDeps = AboutDeps & RetirementDeps & LimitDeps

/** Looks at everything that may be wrong with an installation; each check answers, whatever becomes of the others. */
export const runChecks =
  (deps: CheckDeps) =>
  async (viewer: Principal): Promise<readonly Check[]> => {
    const system = await readSystem(deps)()
    const all: readonly (readonly [string, () => Said | Promise<Said>])[] = [
      ['disk', () => ofDisk(system)],
      ['memory', () => ofMemory(system)],
      ['clock', () => ofClock(deps)],
      ['ledger', () => ofLedger(system)],
      ['gateways', () => ofGateways(system)],
      ['instances', () => ofInstances(system)],
      ['Python', () => ofPython(system)],
      ['llama.cpp', () => ofLlama(system)],
      ['ONNX', () => ofOnnx(system)],
      ['containers', () => ofContainers(system)],
      ['network', () => ofNetwork(deps)],
      ['providers', () => ofProviders(deps)],
      ['deployments', () => ofDeployments(deps)],
      ['retirements', () => ofRetirements(deps)],
      ['budgets', () => ofBudgets(deps, viewer)],
    ]
    return Promise.all(
      all.map(async ([name, look]) => {
        const [state, message, next = ''] = await Promise.resolve().then(look).catch(asFailed)
        return { name, state, message, next }
      }),
    )
  }

type Said = readonly [state: CheckState, message: string, next?: string]

const asFailed = (error: unknown): Said => [
  'failed',
  `this could not be looked at: ${error instanceof Error ? error.message : error}`,
  'see the log of control',
]

const gb = (mb: number): string => `${(mb / 1_024).toFixed(1)} GB`

function ofDisk({ machine: { disk } }: SystemFacts): Said {
  const message = `${gb(disk.freeMb)} of ${gb(disk.totalMb)} are free for the data directory`
  const next = 'make room, or move the data directory to a larger disk'
  if (disk.freeMb < 1_024) return ['failed', message, next]
  return disk.freeMb < 5_120 || disk.freeMb < disk.totalMb / 20 ? ['warning', message, next] : ['ok', message]
}

function ofMemory({ machine: { memoryMb, freeMemoryMb } }: SystemFacts): Said {
  const message = `${gb(freeMemoryMb)} of ${gb(memoryMb)} are free`
  const next = 'stop deployments that nobody calls, or let them scale to zero'
  return freeMemoryMb < Math.max(256, memoryMb / 20) ? ['warning', message, next] : ['ok', message]
}

/** What is dated after now was written by a clock that was ahead. */
async function ofClock({ store, clock }: CheckDeps): Promise<Said> {
  const ahead = { resourceGroups: '*', start: clock.now() + 60_000, end: Number.MAX_SAFE_INTEGER } as const
  const [entry] = await store.audit.list(ahead, null, 1)
  if (!entry) return ['ok', `it is ${new Date(clock.now()).toISOString()}`]
  const message = `it is ${new Date(clock.now()).toISOString()}, and something was written down at ${new Date(entry.at).toISOString()}`
  return ['warning', message, 'have the clock of this machine set by a time service']
}

function ofLedger({ ledger: { bytes, ms } }: SystemFacts): Said {
  const seconds = Math.round(ms / 1_000)
  const message =
    bytes === 0 ? 'every call is in the store' : `${bytes} bytes of calls wait for the store, for ${seconds} s at least`
  if (seconds < 30) return ['ok', message]
  return [seconds < 300 ? 'warning' : 'failed', message, 'see the log of control; usage and budgets lag behind until then']
}

function ofGateways({ gateways }: SystemFacts): Said {
  if (gateways.length > 0)
    return ['ok', `${gateways.length === 1 ? 'one gateway reports' : `${gateways.length} gateways report`}`]
  return ['failed', 'no gateway reports', 'see the log of the gateway; it is started again when it ends']
}

function ofInstances({ engines }: SystemFacts): Said {
  const process = engines.find(({ id }) => id === 'processes')
  if (!process?.healthy) return ['failed', 'nobody answers for the instances', 'restart the server']
  const next = 'let the server own a control group, as docs/how-to/give-a-model-its-resources.md says'
  return process.message.includes('not kept') ? ['warning', process.message, next] : ['ok', process.message]
}

function ofPython({ runtimes: { python } }: SystemFacts): Said {
  const next = 'install Python 3.9 or newer, or name one with --python'
  if (!python) return ['warning', 'there is no Python: scripts and scikit-learn models cannot be served', next]
  if (python.trouble !== null) return ['failed', `${python.path} does not work: ${python.trouble}`, next]
  const [major = 0, minor = 0] = (python.version ?? '').split('.').map(Number)
  const message = `${python.version ?? 'of no known version'} at ${python.path}`
  return python.version !== null && (major < 3 || (major === 3 && minor < 9)) ? ['failed', message, next] : ['ok', message]
}

function ofLlama({ runtimes: { llama } }: SystemFacts): Said {
  if (llama.path === 'built-in') return ['ok', 'the built-in runner serves GGUF models']
  if (llama.trouble === null) return ['ok', `${llama.path}, version ${llama.version ?? 'unknown'}`]
  return [
    'failed',
    `${llama.path} does not work: ${llama.trouble}`,
    'name another one with --llama-server, or take it off the PATH',
  ]
}

const ofOnnx = ({ runtimes: { onnx } }: SystemFacts): Said =>
  onnx
    ? ['ok', 'the runtime for ONNX models is installed']
    : ['warning', 'the runtime for ONNX models is not installed', 'install the packages again with npm start']

function ofContainers({ engines }: SystemFacts): Said {
  const container = engines.find(({ id }) => id === 'containers')
  if (!container) return ['ok', 'no Docker or Podman was found: containers cannot be deployed']
  if (container.healthy) return ['ok', container.message]
  return [
    'warning',
    `the container engine does not answer: ${container.message}`,
    'start it, or name another socket with --container-socket',
  ]
}

const ofNetwork = ({ installation: { plainOutside } }: CheckDeps): Said =>
  plainOutside
    ? [
        'warning',
        'credentials may travel over the network unencrypted',
        'serve https with --tls-cert and --tls-key, or by a proxy, and set --public-url',
      ]
    : ['ok', 'credentials do not travel unencrypted']

async function ofProviders({ installation, store }: CheckDeps): Promise<Said> {
  const failed = installation.lastTests().filter(({ ok }) => !ok)
  const [first] = failed
  if (first) {
    const message = `${failed.length === 1 ? '' : `${failed.length} connections failed their last test; `}"${first.name}": ${first.message}`
    return ['warning', message, `correct it, and test it again: lectern connections test ${first.name}`]
  }
  const tested = installation.lastTests().length
  const groups = (await store.resourceGroups.list({})).items
  const all = new Set(
    (await Promise.all(groups.map(({ id }) => store.connections.list(id))))
      .flat()
      .map(({ resourceGroup, name }) => `${resourceGroup} ${name}`),
  )
  return [
    'ok',
    all.size === 0
      ? 'there is no connection'
      : `${tested} of ${all.size} connections were tested since the start, all with success`,
  ]
}

async function ofDeployments({ store }: CheckDeps): Promise<Said> {
  const all = await deploymentsOf({ store })
  const dead = all.filter(({ status, targetStatus }) => status === 'DEAD' && targetStatus === 'RUNNING')
  const running = all.filter(({ status }) => status === 'RUNNING').length
  const [first] = dead
  if (!first) return ['ok', `${running} of ${all.length} run`]
  const others = dead.length === 1 ? '' : `, and ${dead.length - 1} more`
  return [
    'warning',
    `"${first.name}" in ${first.resourceGroup} is dead: ${first.statusMessage}${others}`,
    `see lectern deployments logs ${first.name}`,
  ]
}

const nearMs = 30 * 86_400_000

async function ofRetirements(deps: CheckDeps): Promise<Said> {
  const rows = (await Promise.all((await deploymentsOf(deps)).map((each) => retirementsOf(deps, each)))).flat()
  const until = deps.clock.now() + nearMs
  const near = rows.flatMap(({ deployment, model, modelVersion, next }) =>
    next && next.action === 'disabled' && next.at < until ? [{ deployment, model, modelVersion, at: next.at }] : [],
  )
  const first = near.toSorted((one, other) => one.at - other.at)[0]
  if (!first) return ['ok', 'no model of a deployment is refused within 30 days']
  const day = new Date(first.at).toISOString().slice(0, 10)
  const message = `${near.length} within 30 days, first "${first.deployment.name}": ${first.model} ${first.modelVersion} on ${day}`
  return ['warning', message, 'see lectern retirements; give it another version, or an upgrade policy']
}

async function ofBudgets(deps: CheckDeps, viewer: Principal): Promise<Said> {
  const all = await listBudgets(deps)(viewer)
  const spent = all.filter((each) => each.spent >= BigInt(each.budget.amount))
  if (spent.length === 0) return ['ok', all.length === 0 ? 'there is no budget' : `none of ${all.length} budgets is used up`]
  const blocking = spent.filter(({ budget }) => budget.block).length
  const message = `${spent.length} of ${all.length} budgets are used up${blocking > 0 ? `; ${blocking} of them refuse calls` : ''}`
  return ['warning', message, 'see lectern budgets ls; raise the amount, or wait for the next period']
}

const deploymentsOf = async ({ store }: Pick<CheckDeps, 'store'>) =>
  (await Promise.all((await store.deployments.allIds()).map((id) => store.deployments.byId(id)))).filter((each) => each !== null)
