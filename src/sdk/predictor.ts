import { Deployment } from './deployment.ts'
import type { ModelRef, PredictorOptions, PredictorSpec } from './predictor-spec.ts'
import type { Place } from './world.ts'

/** How a model is to be served. Nothing is made of it before it is deployed. */
export type Predictor = PredictorSpec & {
  /** Makes a deployment of it, which starts at once. */
  deploy(): Promise<Deployment>
}

export const makePredictor = (place: Place, model: ModelRef, options: PredictorOptions): Predictor => {
  const predictor: Predictor = {
    ...options,
    name: options.name ?? plainName(model.name),
    model: { name: model.name, version: model.version },
    deploy: () => new Deployment(place, predictor, null).save(),
  }
  return predictor
}

/** What a deployment is called that is named after its model. */
const plainName = (model: string): string => model.replaceAll(/[^a-zA-Z0-9]/g, '')
