/** What `import … from 'lectern'` offers besides `connect`. */
export { ApiError, UnreachableError, UntrustedError } from '../client/api-error.ts'
export type { Api, Schemas } from '../client/typed.ts'
export type { Chat, ChatAnswer, ChatDelta, ChatMessage, ChatOptions, Usage } from './chat.ts'
export type { ConnectOptions, Lectern } from './connect.ts'
export { Deployment, type DeploymentState, type DeploymentStatus, type LogLine } from './deployment.ts'
export { LecternError, TimeoutError } from './errors.ts'
export { Model, type ModelFile, type ModelOptions } from './model.ts'
export type { ImportOptions, ImportProgress, ModelRegistry, RegisteredModel } from './model-registry.ts'
export type { ModelServing } from './model-serving.ts'
export type { PredictRequest } from './predict-request.ts'
export type { Predictor } from './predictor.ts'
export type {
  Amounts,
  InferenceBatcher,
  InferenceLogger,
  ModelRef,
  PredictorOptions,
  PredictorSpec,
  Resources,
  Scaling,
  Transformer,
} from './predictor-spec.ts'
export type { DeployModelOptions, Project, UsageQuery, UsageRow } from './project.ts'
export type { Progress } from './upload.ts'
export type { FileContent, Script, WaitOptions } from './world.ts'
