/** A topic at the installation's own brokers, and the group that it is of. */
export type KafkaTopic = {
  readonly name: string
  readonly resourceGroup: string
  readonly partitions: number
  readonly replicas: number
  /** Of the schema that its messages have; null: none was named. */
  readonly subject: string | null
  readonly subjectVersion: number | null
  readonly createdAt: number
}

/** `content`: Avro, as JSON text. */
export type KafkaSchema = {
  readonly resourceGroup: string
  readonly subject: string
  readonly version: number
  readonly content: string
  readonly createdAt: number
}
