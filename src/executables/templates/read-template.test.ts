import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aTemplate, lineOf, pythonSpec } from '../../../test/templates/samples.ts'
import type { Executable, PlaceContext } from '../define.ts'
import { executables } from '../index.ts'
import { readTemplates } from './read-template.ts'
import type { FindRuntime } from './serving-template.ts'
import { templateExecutable } from './template-executable.ts'

const isLocal = (each: Executable | undefined) => each?.connection === null
const runtimes: FindRuntime = {
  find: (id) => [executables.find(id)].find(isLocal),
  ids: () =>
    executables
      .list()
      .filter(isLocal)
      .map(({ id }) => id),
}
const read = (text: string) => {
  const [found, ...more] = readTemplates(text, runtimes)
  if (!found || more.length > 0) throw new Error(`${more.length + 1} documents`)
  return found
}
const executableOf = (text: string): Executable => {
  const { template, problems } = read(text)
  if (!template) throw new Error(JSON.stringify(problems))
  const made = templateExecutable(template, { createdAt: 1, modifiedAt: 2 }, runtimes)
  if (!made) throw new Error('no runtime')
  return made
}
const context: PlaceContext = {
  connection: null,
  resourcePlans: { starter: { name: 'starter', description: '', cores: 1, memoryMb: 3072, gpus: 0 } },
  files: { code: '/files/abc' },
  fileNames: { code: 'sums.py' },
  resolved: null,
  host: { llamaServer: null, node: '/node', llamaRunner: '/l', predictorHost: '/p/main.ts', python: '/python', cores: 2 },
}
const place = (made: Executable, values: Record<string, string> = {}) => {
  const placement = made.place(made.parameters.parse(values), context)
  if (placement.kind !== 'launch') throw new Error('remote')
  return placement
}

describe('a sound template', () => {
  it('says who it is, in SAP’s words', () => {
    const made = executableOf(
      aTemplate({
        annotations: `    artifacts.ai.sap.com/code.description: "The script"
    artifacts.ai.sap.com/code.labels: |
      {"ext.ai.sap.com/customkey1":"customvalue1"}`,
      }),
    )
    expect(made).toMatchObject({
      id: 'sums',
      title: 'Sums',
      description: 'Adds up',
      scenarioId: 'my-scenario',
      versionId: '0.1.0',
      template: { scenario: { name: 'My scenario', description: 'What it is about' }, createdAt: 1, modifiedAt: 2 },
      artifacts: {
        code: {
          kind: 'other',
          required: true,
          description: 'The script',
          labels: [{ key: 'ext.ai.sap.com/customkey1', value: 'customvalue1' }],
        },
      },
    })
  })

  it('places what its runtime places, with values as they are written', () => {
    const placement = place(executableOf(aTemplate()))
    expect(placement.command).toEqual(expect.arrayContaining(['--script=/files/abc', '--script-name=sums.py']))
    expect(placement.env).toMatchObject({ FACTOR: '0.50' })
    expect(place(executableOf(aTemplate()), { factor: '3' }).env).toMatchObject({ FACTOR: '3' })
  })

  it.each([
    '"}, {"name": "EVIL", "value": "1',
    'x"\n  - name: EVIL\n    value: "1',
    '{{inputs.parameters.factor}}',
    '{{inputs.artifacts.code}}',
    '*alias',
    '$(EVIL)',
    '\\u0000',
  ])('a value stays one value, whatever is in it: %j', (factor) => {
    const { env, command } = place(executableOf(aTemplate()), { factor })
    expect(env).toMatchObject({ FACTOR: factor })
    expect(env).not.toHaveProperty('EVIL')
    expect(command).toEqual(place(executableOf(aTemplate())).command)
  })

  it('a value stays one value: any text at all', () => {
    const made = executableOf(
      aTemplate({
        spec: pythonSpec.replace(
          '"{{inputs.parameters.factor}}"',
          '<{{ inputs.parameters.factor }}|{{inputs.parameters.factor}}>',
        ),
      }),
    )
    const { command } = place(made)
    const text = fc.string({ unit: 'binary', maxLength: 300 }).filter((each) => !each.includes('\0'))
    fc.assert(
      fc.property(text, (factor) => {
        const placement = place(made, { factor })
        expect(placement.env['FACTOR']).toBe(`<${factor}|${factor}>`)
        expect([placement.command, Object.keys(placement.env)]).toEqual([command, Object.keys(place(made).env)])
      }),
    )
  })

  it('a value can name no artifact', () => {
    const spec = 'predictor:\n  model:\n    runtime: python\n    parameters: { script: "{{inputs.parameters.script}}" }'
    const made = executableOf(aTemplate({ parameters: '[{ name: script }]', artifacts: '[]', spec }))
    for (const script of ['{{inputs.artifacts.code}}', 'file:///code'])
      expect(made.filesIn?.(made.parameters.parse({ script }))).toEqual({ 'runtime:script': script })
    expect(made.parameters.safeParse({ script: '\0code' }).success).toBe(false)
  })

  it('placeholders need no quotation marks, and a parameter that does not fit is named', () => {
    const spec = `predictor:
  minReplicas: {{inputs.parameters.least}}
  containerConcurrency: {{ inputs.parameters.calls }}
  model: { modelFormat: { name: python }, parameters: { script: "{{inputs.artifacts.code}}" } }`
    const made = executableOf(aTemplate({ parameters: '[{ name: least }, { name: calls, default: 8 }]', spec }))
    expect(place(made, { least: '1' }).concurrency).toBe(8)
    expect(made.parameters.safeParse({ least: 'many' }).error?.issues).toMatchObject([
      {
        path: ['least'],
        message: expect.stringMatching(/whole number from 0 to 1000.*template sums, spec.predictor.minReplicas/),
      },
    ])
    expect(made.parameters.safeParse({ least: '1', calls: '2000' }).error?.issues).toMatchObject([
      { path: ['calls'], message: expect.stringMatching(/whole number from/) },
    ])
    expect(made.parameters.safeParse({}).error?.issues).toMatchObject([{ path: ['least'] }])
    expect(made.parameters.safeParse({ least: '1', more: '2' }).error?.issues).toMatchObject([{ code: 'unrecognized_keys' }])
  })

  it('asks its runtime everything that is asked of an executable', () => {
    const gguf = executableOf(
      aTemplate({
        parameters: '[{ name: tokens, default: "512" }, { name: file }]',
        artifacts: '[]',
        spec: `predictor:
  model: { modelFormat: { name: gguf }, storageUri: "{{inputs.parameters.file}}", parameters: { contextSize: "{{inputs.parameters.tokens}}" } }`,
      }).replace('ai.sap.com/resourcePlan: starter', 'x: y'),
    )
    const values = gguf.parameters.parse({ file: 'hf://org/repo/tiny.gguf' })
    expect(gguf).toMatchObject({ wire: 'openai', capabilities: ['chat', 'completions', 'embeddings'] })
    expect(gguf.filesIn?.(values)).toEqual({ 'runtime:model': 'hf://org/repo/tiny.gguf' })
    expect(gguf.modelOf(values)).toEqual({ name: 'tiny', version: 'latest' })
    expect(gguf.place(values, { ...context, files: { 'runtime:model': '/files/m' } })).toMatchObject({
      command: expect.arrayContaining(['/files/m', '512']),
    })

    const spec = `predictor:
  model:
    runtime: python
    parameters:
      model: iris
      modelVersion: "{{inputs.parameters.version}}"
      artifactVersion: 2
      requirements: "numpy=={{inputs.parameters.numpy}}"
      transformerScript: file:///t.py`
    const iris = executableOf(aTemplate({ parameters: '[{ name: version }, { name: numpy }]', artifacts: '[]', spec }))
    const chosen = iris.parameters.parse({ version: '3', numpy: '2.0' })
    expect(iris.registered?.(chosen)).toEqual({ name: 'iris', version: 3, artifactVersion: 2 })
    expect(iris.requirements?.(chosen)).toBe('numpy==2.0')
    expect(iris.resourcePlans?.(chosen)).toEqual({ predictor: 'starter' })
    expect(iris).toMatchObject({ batches: true })
    const files = { 'runtime:transformer': '/files/t' }
    expect(iris.transformer?.place(chosen, { ...context, files, fileNames: { 'runtime:transformer': 't.py' } })).toMatchObject({
      command: expect.arrayContaining(['--script=/files/t']),
    })
    expect(iris.parameters.safeParse({ version: 'newest', numpy: '2.0' }).error?.issues).toMatchObject([{ path: ['version'] }])
  })

  it('a container is what it says, in KServe’s words', () => {
    const spec = `predictor:
  imagePullSecrets: [{ name: hub }]
  containerConcurrency: 5
  containers:
    - name: kserve-container
      image: "registry.example.com/{{inputs.parameters.image}}"
      command: ["/bin/serve"]
      args: ["--factor={{inputs.parameters.factor}}", '$(x)']
      ports: [{ containerPort: 9001, protocol: TCP }]
      readinessProbe: { httpGet: { path: /health, port: 9001 } }
      imagePullPolicy: Always
      env:
        - name: STORAGE_URI
          value: "{{inputs.artifacts.code}}"
        - { name: FACTOR, value: "{{inputs.parameters.factor}}" }`
    const text = aTemplate({ parameters: '[{ name: image }, { name: factor, default: "1" }]', spec }).replace(
      '"other"',
      '"model"',
    )
    expect(read(text).warnings.map(({ path }) => path)).toEqual(['spec.template.spec.predictor.containers[0].imagePullPolicy'])
    const made = executableOf(text)
    const values = made.parameters.parse({ image: 'team/server:1', factor: '", "--evil"' })
    expect(made.pulls?.(values)).toEqual({ image: 'registry.example.com/team/server:1', secret: 'hub' })
    expect(made.artifacts['code']).toMatchObject({ kind: 'model' })
    const placement = made.place(values, { ...context, host: { ...context.host, containerSocket: '/run/docker.sock' } })
    expect(placement).toMatchObject({
      readyPath: '/health',
      concurrency: 5,
      env: { FACTOR: '", "--evil"', STORAGE_URI: '/mnt/models' },
      container: {
        image: 'registry.example.com/team/server:1',
        command: ['/bin/serve'],
        args: ['--factor=", "--evil"', '$(x)'],
        port: 9001,
        mounts: [{ source: '/files/abc', target: '/mnt/models/sums.py' }],
        network: false,
      },
    })
    expect(made.parameters.safeParse({ image: 'a b' }).error?.issues).toMatchObject([
      { path: ['image'], message: expect.stringMatching(/must be the name of an image.*containers\[0\].image/) },
    ])
  })

  it('instances are as it says, in Knative’s words', () => {
    const scaled = (spec: string, annotations = '        x: y') => {
      const text = aTemplate({ spec, artifacts: '[]' }).replace(
        '      labels: |',
        `      annotations: |\n${annotations}\n      labels: |`,
      )
      const made = executableOf(text)
      return made.scaling?.(made.parameters.parse({}))?.predictor
    }
    const model = 'model: { runtime: python }'
    expect(scaled(`predictor: { ${model} }`)).toMatchObject({ minInstances: 1, maxInstances: 2, metric: 'concurrency' })
    expect(scaled(`predictor: { minReplicas: 0, ${model} }`)).toMatchObject({ minInstances: 0, maxInstances: 2 })
    expect(scaled(`predictor: { minReplicas: 3, ${model} }`)).toMatchObject({ minInstances: 3, maxInstances: 3 })
    const annotations = `        autoscaling.knative.dev/metric: rps
        autoscaling.knative.dev/target: 12
        autoscaling.knative.dev/window: 1m30s
        autoscaling.knative.dev/scaleToZeroPodRetentionPeriod: 5m
        autoscaling.knative.dev/scale-down-delay: 15s
        autoscaling.knative.dev/targetBurstCapacity: 0`
    expect(scaled(`predictor: { maxReplicas: 5, ${model} }`, annotations)).toMatchObject({
      minInstances: 1,
      maxInstances: 5,
      metric: 'rps',
      target: 12,
      stableWindowSeconds: 90,
      scaleToZeroRetentionSeconds: 300,
      scaleDownDelaySeconds: 15,
    })
  })

  it('resources are a plan, or as Kubernetes writes them', () => {
    const sized = (resources: string, labels = '        {}') => {
      const spec = `predictor: { model: { runtime: python, parameters: { script: "{{inputs.artifacts.code}}" }, resources: ${resources} } }`
      return place(executableOf(aTemplate({ spec }).replace('        ai.sap.com/resourcePlan: starter', labels))).resources
    }
    expect(sized('{ requests: { cpu: 250m, memory: 100Mi }, limits: { cpu: "2", memory: 1Gi } }')).toMatchObject({
      requests: { cores: 0.25, memoryMb: 100 },
      limits: { cores: 2, memoryMb: 1024 },
    })
    expect(sized('{ limits: { cpu: 1.5, memory: 512M, nvidia.com/gpu: 1 } }')).toMatchObject({
      requests: { cores: 1.5, memoryMb: 489, gpus: 1 },
      limits: { cores: 1.5, memoryMb: 489, gpus: 1 },
    })
    const withPlan = sized('{ limits: { cpu: 1.5 } }', '        ai.sap.com/resourcePlan: starter')
    expect(withPlan).toMatchObject({ plan: 'starter', requests: { cores: 1 } })
  })

  it('what is understood and changes nothing is a warning', () => {
    const text = aTemplate({ parameters: '[{ name: factor, default: "1" }, { name: idle, default: "1" }]' }).replace(
      'predictor:\n',
      'predictor:\n        timeout: 60\n',
    )
    expect(read(text).warnings).toEqual([
      { path: 'spec.template.spec.predictor.timeout', line: lineOf(text, 'timeout: 60'), message: 'has no effect here' },
      { path: 'spec.inputs.parameters[1]', line: lineOf(text, 'parameters:'), message: 'idle is used nowhere in spec.template' },
    ])
  })

  it('several documents of a file are read one by one', () => {
    const [first, second, ...more] = readTemplates(
      `# both\n${aTemplate({ name: 'first' })}---\n${aTemplate({ name: 'second' })}---\n`,
      runtimes,
    )
    expect([first?.template?.name, second?.template?.name, more]).toEqual(['first', 'second', []])
    expect(read(second?.text ?? '').template).toEqual(second?.template)
  })
})

const model = (lines: string) =>
  aTemplate({ spec: `predictor:\n  model:\n${lines.replaceAll(/^/gm, '    ')}`, parameters: '[{ name: x }]' })
const annotated = (line: string) => aTemplate().replace('      labels: |', `      annotations:\n        ${line}\n      labels: |`)
const without = (part: string | RegExp) => aTemplate().replace(part, '')

describe('a template that is not sound is refused, with the place', () => {
  it.each<[string, string, string, RegExp, string?]>([
    ['nothing', '', '', /is empty/],
    ['no YAML', 'a: [1', '', /is no YAML/],
    ['a text', 'hello', 'body', /must be an object|expected/],
    [
      'another kind',
      aTemplate().replace('ServingTemplate', 'WorkflowTemplate'),
      'kind',
      /must be ServingTemplate, got WorkflowTemplate/,
    ],
    ['no kind', without('kind: ServingTemplate\n'), 'kind', /is required/],
    ['another version', aTemplate().replace('v1alpha1', 'v2'), 'apiVersion', /must be ai.sap.com\/v1alpha1/],
    ['no scenario', without(/ +scenarios.ai.sap.com\/id.*\n/), 'metadata.labels.scenarios.ai.sap.com/id', /is required/],
    ['no version', without(/ +ai.sap.com\/version.*\n/), 'metadata.labels.ai.sap.com/version', /is required/],
    [
      'no title',
      without(/ +executables.ai.sap.com\/name.*\n/),
      'metadata.annotations.executables.ai.sap.com/name',
      /is required/,
    ],
    ['a name too short', aTemplate({ name: 'abc' }), 'metadata.name', /4 to 64/, 'name: abc'],
    [
      'a scenario of the server',
      aTemplate({ scenario: 'foundation-models' }),
      'metadata.labels.scenarios.ai.sap.com/id',
      /server's own/,
    ],
    [
      'a parameter of another type',
      aTemplate({ parameters: '[{ name: factor, type: number }]' }),
      'spec.inputs.parameters[0].type',
      /must be string/,
    ],
    [
      'a parameter twice',
      aTemplate({ parameters: '[{ name: factor }, { name: factor }]' }),
      'spec.inputs.parameters[1].name',
      /again/,
    ],
    [
      'an artifact of a strange kind',
      aTemplate().replace('"other"', '"image"'),
      'metadata.annotations.artifacts.ai.sap.com/code.kind',
      /model, dataset or other/,
    ],
    [
      'an unknown placeholder',
      aTemplate({ parameters: '[]' }),
      'spec.template.spec.predictor.model.env[0].value',
      /names factor, which is not among/,
      'value: "{{',
    ],
    [
      'a misspelt placeholder',
      aTemplate().replace('inputs.parameters.factor', 'inputs.parameter.factor'),
      '',
      /is no placeholder/,
      'inputs.parameter.factor',
    ],
    ['a placeholder elsewhere', aTemplate({ name: '"{{inputs.parameters.factor}}"' }), 'metadata.name', /4 to 64|no placeholder/],
    [
      'a placeholder as a key',
      aTemplate().replace('name: sums', '{{inputs.parameters.factor}}: sums'),
      'metadata.{{inputs.parameters.factor}}',
      /no placeholder is allowed/,
      '{{inputs.parameters.factor}}: sums',
    ],
    [
      'no predictor',
      aTemplate({ spec: 'transformer: {}' }),
      'spec.template.spec.transformer',
      /has unknown "transformer"|is required/,
    ],
    [
      'neither container nor runtime',
      aTemplate({ spec: 'predictor: { minReplicas: 1 }' }),
      'spec.template.spec.predictor',
      /must have one of containers/,
    ],
    [
      'an unknown field',
      aTemplate({ spec: 'predictor: { minReplica: 1, model: { runtime: python } }' }),
      'spec.template.spec.predictor.minReplica',
      /unknown "minReplica"/,
    ],
    [
      'a window that is none',
      annotated('autoscaling.knative.dev/window: soon'),
      'spec.template.metadata.annotations.autoscaling.knative.dev/window',
      /not understood: soon/,
      'window: soon',
    ],
    [
      'a window too long',
      annotated('autoscaling.knative.dev/window: 2h'),
      'spec.template.metadata.annotations.autoscaling.knative.dev/window',
      /3600/,
    ],
    [
      'memory that is none',
      model('runtime: python\nresources: { limits: { memory: lots } }'),
      'spec.template.spec.predictor.model.resources.limits.memory',
      /quantity/,
    ],
    [
      'more at least than at most',
      aTemplate({ spec: 'predictor: { minReplicas: 3, maxReplicas: 2, model: { runtime: python } }' }),
      'spec.template.spec.predictor.minReplicas',
      /not be more than maxReplicas/,
    ],
    [
      'an unknown runtime',
      model('runtime: cobol'),
      'spec.template.spec.predictor.model.runtime',
      /names no runtime of this server; they are .*python/,
      'runtime: cobol',
    ],
    ['a provider as runtime', model('runtime: openai'), 'spec.template.spec.predictor.model.runtime', /names no runtime/],
    [
      'an unknown format',
      model('modelFormat: { name: pmml }'),
      'spec.template.spec.predictor.model.modelFormat.name',
      /names no runtime/,
    ],
    [
      'a runtime by parameter',
      model('runtime: "{{inputs.parameters.x}}"'),
      'spec.template.spec.predictor.model.runtime',
      /must be written out/,
    ],
    [
      'a parameter that the runtime does not have',
      model('runtime: python\nparameters: { colour: red }'),
      'spec.template.spec.predictor.model.parameters.colour',
      /parameter colour, which python does not have; it has .*script/,
    ],
    [
      'a value that the runtime refuses',
      model('runtime: python\nparameters: { threads: zero }'),
      'spec.template.spec.predictor.model.parameters.threads',
      /whole number/,
    ],
    [
      'an input that the runtime does not have',
      model('runtime: sklearn\nparameters: { script: "{{inputs.artifacts.code}}" }'),
      'spec.template.spec.predictor.model.parameters.script',
      /artifact input script, which sklearn does not have/,
    ],
    [
      'an artifact with words around it',
      model('runtime: python\nstorageUri: "s3://x/{{inputs.artifacts.code}}"'),
      'spec.template.spec.predictor.model.storageUri',
      /the artifact alone/,
    ],
    [
      'an artifact in the environment',
      model('runtime: python\nenv: [{ name: A, value: "{{inputs.artifacts.code}}" }]'),
      'spec.template.spec.predictor.model.env[0].value',
      /only in STORAGE_URI/,
    ],
    [
      'no name of a variable',
      model('runtime: python\nenv: [{ name: "A=B", value: 1 }]'),
      'spec.template.spec.predictor.model.env[0].name',
      /environment variable/,
    ],
    ['a broken spec', aTemplate({ spec: 'predictor:\n  model: {\n' }), 'spec.template.spec', /is no YAML/],
    [
      'labels that are a list',
      aTemplate().replace('ai.sap.com/resourcePlan: starter', '- starter'),
      'spec.template.metadata.labels',
      /must be an object/,
    ],
  ])('%s', (_name, text, path, message, at) => {
    const { template, problems } = read(text)
    expect(template).toBeNull()
    const found = problems.find((each) => each.path === path || (path === 'body' && each.path === ''))
    expect(problems.map((each) => each.path)).toContain(found?.path)
    expect(found?.message).toMatch(message)
    if (at) expect(found?.line).toBe(lineOf(text, at))
  })

  it.each([
    ['a thousand laughs', `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]`, /alias|anchor/],
    ['an anchor in a sound one', aTemplate().replace('name: sums', 'name: &n sums'), /anchor/],
    ['a merge key', aTemplate().replace('metadata:', 'metadata:\n  <<: { x: 1 }'), /unknown "<<"/],
    ['a tag that makes code', aTemplate().replace('name: sums', 'name: !!js/function "() => 1"'), /tag/],
    ['brackets without end', '['.repeat(60_000), /YAML/],
    ['maps without end', '{a: '.repeat(15_000), /YAML/],
    ['lists without end', '- '.repeat(30_000), /YAML/],
    ['more than anybody writes', `# ${'x'.repeat(70_000)}`, /larger than 64 KiB/],
    ['a NUL character', aTemplate().replace('"{{inputs.parameters.factor}}"', '"\\0code"'), /NUL/],
    ['a key of a prototype', aTemplate().replace('metadata:', '__proto__: { polluted: 1 }\nmetadata:'), /unknown "__proto__"/],
  ])('%s', (_name, text, message) => {
    const { template, problems } = read(text)
    expect(template).toBeNull()
    expect(problems.length).toBeLessThanOrEqual(20)
    expect(problems.map((each) => each.message).join('; ')).toMatch(message)
    expect({}).not.toHaveProperty('polluted')
  })
})
