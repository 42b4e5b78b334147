import type { StoredTemplate, TemplateApplication, TemplatePin, TemplateRepository } from '../domain/template.ts'

/** What is remembered of serving templates. Lists are by name. */
export type TemplatesStore = {
  list(): Promise<readonly StoredTemplate[]>
  /** Writes it whole, new or not. Of `pins` those that are not there yet are added; `unpin`: configurations whose pins go. */
  put(template: StoredTemplate, change?: PinChange): Promise<void>
  /** Its pins go with it. */
  remove(name: string): Promise<boolean>
  pins(): Promise<readonly TemplatePin[]>
  unpin(configurationIds: readonly string[]): Promise<void>
  readonly repositories: Named<TemplateRepository>
  readonly applications: Named<TemplateApplication>
}

export type PinChange = { readonly pins: readonly TemplatePin[]; readonly unpin: readonly string[] }

type Named<T> = {
  list(): Promise<readonly T[]>
  get(name: string): Promise<T | null>
  /** A name that is taken is a `conflict`. */
  insert(item: T): Promise<void>
  /** `false`: there is none of that name. */
  update(item: T): Promise<boolean>
  remove(name: string): Promise<boolean>
}
