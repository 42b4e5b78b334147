import type { KafkaSchema, KafkaTopic } from '../domain/kafka.ts'

/** Topics and schemas of resource groups. They go with their group. */
export type KafkaStore = {
  readonly topics: {
    /** By name. */
    list(resourceGroup: string): Promise<readonly KafkaTopic[]>
    /** Whichever group's it is. */
    get(name: string): Promise<KafkaTopic | null>
    /** `Failure('conflict')` where the name is known. */
    insert(topic: KafkaTopic): Promise<void>
    remove(resourceGroup: string, name: string): Promise<boolean>
  }
  readonly schemas: {
    /** All of a group, or those of a subject; by subject and version. */
    list(resourceGroup: string, subject?: string): Promise<readonly KafkaSchema[]>
    /** The highest number that a subject's versions have had; 0: none yet. */
    highest(resourceGroup: string, subject: string): Promise<number>
    /** `Failure('conflict')` where the version is known. */
    insert(schema: KafkaSchema): Promise<void>
    remove(resourceGroup: string, subject: string, version: number): Promise<boolean>
  }
}
