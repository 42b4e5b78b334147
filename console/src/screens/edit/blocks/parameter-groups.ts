import { identifying } from '../draft.ts'

const resource = ['resourcePlan', 'cores', 'coresLimit', 'memoryMb', 'memoryMbLimit', 'gpus'] as const
const environment = ['environmentVariables', 'secretVariables', 'transformerEnvironmentVariables', 'transformerSecretVariables']
const upper = (key: string): string => `transformer${key.charAt(0).toUpperCase()}${key.slice(1)}`

/** What an instance is given, in the words of parameters. */
export const resourceNumbers: readonly string[] = resource.filter((key) => key !== 'resourcePlan')
export const transformerResources: readonly string[] = resource.map(upper)

const elsewhere = new Set<string>([...identifying, ...resource, ...transformerResources, ...environment])

export const isTransformerParameter = (key: string): boolean => key.startsWith('transformer') && !elsewhere.has(key)

export const isPredictorParameter = (key: string): boolean => !key.startsWith('transformer') && !elsewhere.has(key)
