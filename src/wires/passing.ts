import type { Wire } from './wire.ts'

/**
 * A wire of which nothing is read: requests and answers pass as bytes, no tokens are counted. Event streams end where the
 * connection does.
 */
export const passing = (id: string, errorEvent: Wire['errorEvent']): Wire => ({
  id,
  reads: () => false,
  prepare: (_below, { bytes }) => ({ bytes, hideUsage: false }),
  watchJson: () => ({ push() {}, usage: () => null }),
  watchStream: () => ({
    push: (chunk) => chunk,
    end: () => null,
    usage: () => null,
    finished: () => true,
    midEvent: () => false,
  }),
  errorEvent,
  answersInstead: 'predictions, at …/v1/models/{name}:predict and …/v2/models/{name}/infer',
})
