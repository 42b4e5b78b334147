/** What is in the topics of inference logs: `telemetry/inference-log-hopsworks.ts` writes such records, as JSON. */
const avro = {
  type: 'record',
  name: 'inferencelog',
  fields: [
    { name: 'servingId', type: 'long' },
    { name: 'modelName', type: 'string' },
    { name: 'modelVersion', type: 'int' },
    { name: 'requestTimestamp', type: 'long' },
    { name: 'responseHttpCode', type: 'int' },
    { name: 'inferenceId', type: 'string' },
    { name: 'messageType', type: 'string' },
    { name: 'payload', type: 'string' },
  ],
}

/** A subject that every project has. */
export const inferenceSchema = { subject: 'inferenceschema', version: 4, content: JSON.stringify(avro) } as const
