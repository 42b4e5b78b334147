import { z } from 'zod'
import { AnyId } from '../../domain/ids.ts'

/**
 * `kind: ServingTemplate` as SAP AI Core documents it, every leaf a text (see `yaml-tree.ts`). Labels and annotations of the inner
 * template, and its spec, may be maps, or texts that hold YAML: those are opened before they come here.
 */
export const apiVersion = 'ai.sap.com/v1alpha1'
export const kind = 'ServingTemplate'

const Words = z.string().max(5_000)
const Title = z.string().min(1).max(256)
export const InputName = z.string().regex(/^[\w.-]{1,256}$/, 'must be 1 to 256 letters, digits, "_", "." or "-"')

const ignored = z.unknown().optional()
const Texts = z.record(z.string(), Words)

export const TemplateShape = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal(kind),
  metadata: z.strictObject({
    name: AnyId,
    namespace: ignored,
    labels: z
      .looseObject({
        'scenarios.ai.sap.com/id': AnyId,
        'ai.sap.com/version': z.string().regex(/^[\w.+-]{1,64}$/, 'must be a version such as 0.1.0'),
      })
      .catchall(Words),
    annotations: z
      .looseObject({
        'scenarios.ai.sap.com/name': Title,
        'scenarios.ai.sap.com/description': Words.optional(),
        'executables.ai.sap.com/name': Title,
        'executables.ai.sap.com/description': Words.optional(),
        'executables.ai.sap.com/cascade-update-deployments': z.enum(['true', 'false']).optional(),
      })
      .catchall(Words),
  }),
  spec: z.strictObject({
    inputs: z
      .strictObject({
        parameters: z
          .array(
            z.strictObject({
              name: InputName,
              type: z.literal('string').default('string'),
              default: Words.optional(),
              description: Words.optional(),
            }),
          )
          .max(1_000)
          .default([]),
        artifacts: z
          .array(z.strictObject({ name: InputName, description: Words.optional() }))
          .max(100)
          .default([]),
      })
      .prefault({}),
    template: z.strictObject({
      apiVersion: z
        .string()
        .regex(/^serving\.(kserve\.io|kubeflow\.org)\/v1(alpha2|beta1)$/, 'must be serving.kserve.io/v1beta1'),
      kind: ignored,
      metadata: z
        .strictObject({ labels: Texts.default({}), annotations: Texts.default({}), name: ignored, namespace: ignored })
        .prefault({}),
      spec: z.unknown(),
    }),
  }),
})
export type TemplateShape = z.infer<typeof TemplateShape>

const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`
  return z
    .string(message)
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
}

const secretName = z
  .string()
  .max(252)
  .regex(/^[a-z0-9.-]+$/, 'must be the name of a secret: small letters, digits, "-" or "."')
const SecretRef = { name: secretName, optional: z.enum(['true', 'false']).default('false') }
const SecretKey = z.strictObject({
  ...SecretRef,
  key: z.string().regex(/^[\w.-]{1,253}$/, 'must be 1 to 253 letters, digits, "_", "." or "-"'),
})

const Variable = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z_][\w.-]{0,252}$/, 'must be the name of an environment variable'),
    value: z.string().optional(),
    valueFrom: z.strictObject({ secretKeyRef: SecretKey }).optional(),
  })
  .refine(({ value, valueFrom }) => value === undefined || valueFrom === undefined, 'must have value or valueFrom, not both')

/** All keys of a secret. */
const WholeSecret = z.strictObject({
  prefix: z
    .string()
    .regex(/^(?:[A-Za-z_]\w*)?$/, 'must be the beginning of names of environment variables')
    .default(''),
  secretRef: z.strictObject(SecretRef),
})

/** Where a container, or a server of Lectern's own, has its environment from. */
const environment = {
  env: z.array(Variable).max(1_000).default([]),
  envFrom: z.array(WholeSecret).max(100).default([]),
}
export type Environment = z.infer<z.ZodObject<typeof environment>>

const Quantity = (example: string) => z.string().regex(/^\d+(\.\d+)?(m|[kKMGT]i?)?$/, `must be a quantity such as ${example}`)
const Amounts = z.strictObject({
  cpu: Quantity('500m or 2').optional(),
  memory: Quantity('512Mi or 2Gi').optional(),
  'nvidia.com/gpu': whole(0, 64).optional(),
  'ephemeral-storage': ignored,
})
const Resources = z.strictObject({ requests: Amounts.optional(), limits: Amounts.optional() })

/** Known to Kubernetes, and without meaning here. */
const containerIgnored = {
  imagePullPolicy: ignored,
  livenessProbe: ignored,
  startupProbe: ignored,
  lifecycle: ignored,
  terminationMessagePath: ignored,
  terminationMessagePolicy: ignored,
  securityContext: ignored,
} as const

/** `parameters` are Lectern's addition: as in a configuration of the executable that runs images. */
const Container = z.strictObject({
  name: z.string().min(1).max(63).default('kserve-container'),
  image: z.string().min(1).max(512),
  command: z.array(z.string()).max(1_000).optional(),
  args: z.array(z.string()).max(1_000).optional(),
  ports: z
    .array(z.strictObject({ containerPort: whole(1, 65_535), protocol: z.enum(['TCP']).optional(), name: z.string().optional() }))
    .length(1)
    .optional(),
  ...environment,
  parameters: z.record(z.string(), z.string()).default({}),
  resources: Resources.optional(),
  readinessProbe: z
    .strictObject({
      httpGet: z.strictObject({ path: z.string().startsWith('/'), port: ignored, scheme: ignored, httpHeaders: ignored }),
      initialDelaySeconds: ignored,
      periodSeconds: ignored,
      timeoutSeconds: ignored,
      successThreshold: ignored,
      failureThreshold: ignored,
    })
    .optional(),
  ...containerIgnored,
})
export type Container = z.infer<typeof Container>

/** KServe's own way to name a server instead of an image. `parameters` are Lectern's addition: as in a configuration of the runtime. */
const Model = z.strictObject({
  runtime: z.string().min(1).optional(),
  modelFormat: z.strictObject({ name: z.string().min(1), version: ignored }).optional(),
  storageUri: z.string().min(1).max(1_024).optional(),
  parameters: z.record(z.string(), z.string()).default({}),
  ...environment,
  resources: Resources.optional(),
  protocolVersion: ignored,
  runtimeVersion: ignored,
})
export type Model = z.infer<typeof Model>

const predictorIgnored = {
  timeout: ignored,
  terminationGracePeriodSeconds: ignored,
  serviceAccountName: ignored,
  nodeSelector: ignored,
  tolerations: ignored,
  affinity: ignored,
  priorityClassName: ignored,
  securityContext: ignored,
  labels: ignored,
  annotations: ignored,
} as const

/** Checked before and after parameters are filled in; see `read-template.ts`. */
const SpecShape = z.strictObject({
  predictor: z
    .strictObject({
      minReplicas: whole(0, 1_000).optional(),
      maxReplicas: whole(1, 1_000).optional(),
      containerConcurrency: whole(0, 1_000).optional(),
      scaleMetric: z.enum(['concurrency', 'rps']).optional(),
      scaleTarget: whole(1, 1_000_000).optional(),
      imagePullSecrets: z
        .array(z.strictObject({ name: z.string().min(1).max(63) }))
        .max(1)
        .optional(),
      containers: z.array(Container).length(1).optional(),
      model: Model.optional(),
      ...predictorIgnored,
    })
    .refine(
      ({ containers, model }) => (containers === undefined) !== (model === undefined),
      'must have one of containers (a list with one container) and model (a server of Lectern’s own)',
    )
    .refine(
      ({ minReplicas, maxReplicas }) => minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas,
      { message: 'must not be more than maxReplicas', path: ['minReplicas'] },
    ),
})

/** All that placeholders may stand in. */
export const BodyShape = z.strictObject({ labels: Texts, annotations: Texts, spec: SpecShape })
export type BodyShape = z.infer<typeof BodyShape>

/** Paths that are understood and have no effect, for a word of warning. */
export const withoutEffect: readonly (readonly (string | number)[])[] = [
  ...Object.keys(predictorIgnored).map((key) => ['predictor', key]),
  ...Object.keys(containerIgnored).map((key) => ['predictor', 'containers', 0, key]),
]
