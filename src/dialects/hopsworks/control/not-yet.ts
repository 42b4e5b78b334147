import type { Failure } from '../../../domain/failure.ts'
import { refusal } from '../errors.ts'
import type { ServingRequest } from './serving-request.ts'

/**
 * What a specification may ask for and nothing here does: refused, so that nobody believes it works. The only place that knows:
 * what becomes possible goes from here.
 */
export function mustBePossible(request: ServingRequest, { hasInferencePort }: { readonly hasInferencePort: boolean }): void {
  const no = (trouble: Failure | false): void => {
    if (trouble) throw trouble
  }
  const { apiProtocol } = request
  no(
    request.modelServer === 'TENSORFLOW_SERVING' &&
      refusal(
        'invalid',
        240009,
        'modelServer TENSORFLOW_SERVING is not possible here; send PYTHON with a predictor script, or convert the model to ONNX',
        'modelServer',
      ),
  )
  no(
    request.modelServer === 'VLLM' &&
      refusal(
        'invalid',
        240009,
        'modelServer VLLM is not possible here; send PYTHON with a predictor script, or deploy the model as GGUF through the platform’s own API',
        'modelServer',
      ),
  )
  no(
    apiProtocol === 'GRPC' &&
      !hasInferencePort &&
      refusal(
        'invalid',
        240009,
        'apiProtocol GRPC takes a port that clients call without TLS: start the server with --inference-port, or send REST',
        'apiProtocol',
      ),
  )
  no(
    Boolean(request.gitUrl) &&
      refusal('invalid', 240009, 'gitUrl: a deployment from a git repository is not possible here', 'gitUrl'),
  )
  no(
    request.tracing?.enabled === true &&
      refusal('invalid', 240009, 'tracing: the platform traces calls by its own settings', 'tracing'),
  )
  no(
    request.featureLogging?.enabled === true &&
      refusal('invalid', 240009, 'featureLogging: there is no feature store here', 'featureLogging'),
  )
}
