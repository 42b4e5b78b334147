import { dirname, join, resolve } from 'node:path'
import type { BackendArgs, HostArgs } from './args.ts'
import type { Backend } from './backend.ts'
import { type ChildOptions, startChildBackend } from './child-backend.ts'
import type { LaidOut } from './lay-out.ts'
import { makeOnnxModels } from './onnx-models.ts'

export type BackendOrder = {
  readonly args: Pick<HostArgs, 'backend' | 'component' | 'concurrency'>
  readonly folders: Pick<LaidOut, 'scriptPath'>
  readonly env: ChildOptions['env']
  /** Absolute path of Node. */
  readonly node: string
  readonly ticks: () => bigint
}

/** Starts what answers for a model, by what was asked for; `folder`: its MODEL_FILES_PATH. */
export function makeStartBackend(order: BackendOrder): (model: string, folder: string | undefined) => Backend {
  const { args, env, node, ticks } = order
  const { backend, concurrency } = args
  if (backend.kind !== 'onnx') return (_model, folder) => startScript(order, backend, folder)
  const models = makeOnnxModels(() =>
    startChildBackend({
      command: [node, join(runtime('onnx'), 'main.ts'), String(backend.threads)],
      env,
      cwd: undefined,
      platform: 'onnx_onnxv1',
      concurrency: Math.min(concurrency, callsAheadOfOnnx),
      ticks,
    }),
  )
  return models.start
}

/** Each model that a script answers for has a process of its own. */
function startScript(
  { args: { component, concurrency }, folders, env, node, ticks }: BackendOrder,
  backend: Exclude<BackendArgs, { readonly kind: 'onnx' }>,
  folder: string | undefined,
): Backend {
  const script = folders.scriptPath ?? resolve(backend.script)
  const said = ['--component', component, '--script', script, '--script-name', backend.scriptName]
  const command =
    backend.kind === 'python'
      ? [backend.python, '-u', join(runtime('python'), 'main.py'), ...said]
      : // A script that lies under its hash is found by a link with its own name, which tells what language it is in.
        [
          node,
          '--preserve-symlinks',
          '--no-warnings',
          join(runtime('node'), 'main.ts'),
          ...said,
          ...(backend.packages === null ? [] : ['--packages', backend.packages]),
        ]
  return startChildBackend({
    command,
    env: {
      ...env,
      ...(folder === undefined ? {} : { MODEL_FILES_PATH: folder }),
      SCRIPT_PATH: script,
      SCRIPT_NAME: backend.scriptName,
    },
    cwd: dirname(script),
    platform: backend.kind === 'python' ? 'python' : 'nodejs',
    concurrency,
    ticks,
  })
}

const runtime = (name: string): string => join(import.meta.dirname, '..', name)

/** One model works on one call; a few more lie before it, so that it never waits for us. */
const callsAheadOfOnnx = 4
