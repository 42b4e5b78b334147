import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { layeredModel } from '../test/onnx/build-model.ts'
import { type Platform, startPlatform } from '../test/platform.ts'
import { pythonWith, systemPython } from '../test/python-environment.ts'

/**
 * A call at zero instances, until its answer: `node bench/cold-start.ts [rounds]`. Of each, the time that the caller waits, and how much
 * of it the instance takes from its start until it is ready; without and with a warm pool. Medians; within a round they are called one
 * after the other.
 */
const rounds = Number(process.argv[2] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'lectern-cold-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const python = pythonWith()
const iris = join(folder, 'iris.joblib')
execFileSync(python, [
  '-c',
  'import sys, joblib; from sklearn.datasets import load_iris; from sklearn.linear_model import LogisticRegression\n' +
    'joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), sys.argv[1])',
  iris,
])
const script = 'class Predict:\n    def predict(self, inputs):\n        return [sum(row) for row in inputs]\n'

type Subject = { readonly name: string; readonly input: unknown; readonly id: string; readonly on: Platform }
const row = [5.1, 3.5, 1.4, 0.2]
const platforms: Platform[] = []
const subjects: Subject[] = []
for (const warmPool of ['0', '1']) {
  const plain = await startPlatform({ settings: { python: systemPython, warmPool } })
  const withPackages = await startPlatform({ settings: { python, warmPool } })
  platforms.push(plain, withPackages)
  const named = (name: string): string => (warmPool === '0' ? name : `${name}, warm pool`)
  subjects.push(
    {
      name: named('Python script that imports nothing'),
      input: row,
      on: plain,
      id: await deploy(plain, 'python', { script: file('sums.py', script) }),
    },
    {
      name: named('Python script that imports numpy'),
      input: row,
      on: withPackages,
      id: await deploy(withPackages, 'python', { script: file('with_numpy.py', `import numpy\n${script}`) }),
    },
    {
      name: named('scikit-learn model, built-in server'),
      input: row,
      on: withPackages,
      id: await deploy(withPackages, 'sklearn', { modelFile: iris }, { requirements: 'system' }),
    },
    {
      name: named('ONNX model, built-in server'),
      input: Array.from({ length: 64 }, () => 0.5),
      on: plain,
      id: await deploy(plain, 'onnx', { modelFile: file('layers.onnx', layeredModel([64, 64, 8])) }),
    },
  )
}
const seen = new Map<string, { waited: number; started: number }[]>()
for (let round = 0; round < rounds; round += 1) {
  for (const { on, id } of subjects)
    while ((await on.engine.observe()).some(({ deploymentId }) => deploymentId === id)) await on.clock.sleep(50)
  for (const { on, id, name, input } of subjects) {
    const begun = performance.now()
    const { status, body } = await on.call('POST', `/v2/inference/deployments/${id}/v1/models/${id}:predict`, {
      instances: [input],
    })
    const waited = performance.now() - begun
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`)
    const instance = (await on.engine.observe()).find(({ deploymentId }) => deploymentId === id)
    const started = (instance?.readyAt ?? 0) - (instance?.startedAt ?? 0)
    // The first round fills Node's and Python's caches of compiled code.
    if (round > 0) seen.set(name, [...(seen.get(name) ?? []), { waited, started }])
    // The pool is filled anew before the next one starts.
    await on.clock.sleep(1_000)
  }
  process.stderr.write('.')
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
console.log(`\nNode ${process.version}, ${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}`)
for (const [name, times] of seen)
  console.log(
    `${name}: first answer after ${Math.round(median(times.map((each) => each.waited)))} ms, of which ${median(times.map((each) => each.started))} ms from start to ready`,
  )
for (const platform of platforms) await platform[Symbol.asyncDispose]()

/** Running, and at zero a few seconds later; answers its id. */
async function deploy(
  on: Platform,
  executableId: string,
  files: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const bound: Record<string, string> = { ...parameters }
  for (const [key, path] of Object.entries(files)) {
    const source = pathToFileURL(path).href
    const { id } = (await on.call('POST', '/v2/admin/models/imports', { source })).body
    while ((await on.call('GET', `/v2/admin/models/imports/${id}`)).body.state !== 'done') await on.clock.sleep(20)
    bound[key] = source
  }
  const configuration = await on.call('POST', '/v2/lm/configurations', {
    ...{ name: executableId, scenarioId: 'model-serving', executableId },
    parameterBindings: Object.entries(bound).map(([key, value]) => ({ key, value })),
  })
  const scaling = { predictor: { minInstances: 0, stableWindowSeconds: 6 } }
  const { body } = await on.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, scaling })
  await on.until(body.id, 'RUNNING')
  return body.id
}
