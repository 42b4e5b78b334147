import type { ArtifactVersion, Framework, ModelVersion, RegistryImport, Tag, TreeNode, Upload } from '../domain/registry.ts'
import type { Page, Window } from './window.ts'

/** What the model registry remembers. */
export type RegistryStore = {
  readonly versions: {
    /** Row, files and folders at once, or nothing. A version or path that is there already is a `conflict`. */
    insert(version: ModelVersion, nodes: readonly TreeNode[]): Promise<void>
    get(resourceGroup: string, name: string, version: number): Promise<ModelVersion | null>
    /** By name, then highest version first. */
    list(resourceGroup: string, filter: VersionFilter & Partial<Window>): Promise<Page<ModelVersion>>
    /** Highest registered number; 0: none. */
    highest(resourceGroup: string, name: string): Promise<number>
    /** One line for each model of the group, by name. */
    models(resourceGroup: string, window: Partial<Window>): Promise<Page<ModelSummary>>
    change(version: ModelVersion): Promise<boolean>
    /** The version, its tags, artifact versions and everything in its folder. Answers the contents that were in there. */
    remove(resourceGroup: string, name: string, version: number): Promise<readonly string[]>
  }
  readonly tags: {
    put(of: VersionKey, tag: Tag): Promise<void>
    list(of: VersionKey): Promise<readonly Tag[]>
    /** Of all versions in the group, by model, version and name. */
    all(resourceGroup: string): Promise<readonly (Tag & { readonly model: string; readonly version: number })[]>
    remove(of: VersionKey, name: string): Promise<boolean>
  }
  readonly artifacts: {
    insert(artifact: ArtifactVersion, nodes: readonly TreeNode[]): Promise<void>
    get(of: VersionKey, artifact: number): Promise<ArtifactVersion | null>
    /** Newest first. */
    list(of: VersionKey): Promise<readonly ArtifactVersion[]>
  }
  readonly tree: {
    get(resourceGroup: string, path: string): Promise<TreeNode | null>
    /** What lies directly in a folder, folders and files together, by path. `''` is the top. */
    children(
      resourceGroup: string,
      parent: string,
      window: Partial<Window> & { readonly descending?: boolean },
    ): Promise<Page<TreeNode>>
    /** The node itself and everything below it, by path. */
    below(resourceGroup: string, path: string): Promise<readonly TreeNode[]>
    /** All or nothing; a path that is taken is a `conflict`. */
    insert(nodes: readonly TreeNode[]): Promise<void>
    /** The node and everything below it. Answers the contents that were in there. */
    remove(resourceGroup: string, path: string): Promise<readonly string[]>
    /** Nodes leave their paths for others, all or nothing; a path that is taken is a `conflict`. */
    move(resourceGroup: string, from: string, nodes: readonly TreeNode[]): Promise<void>
    /** Bytes of all files of the group. */
    bytes(resourceGroup: string): Promise<number>
    /** Whether the group holds a file of that content: a stranger's content is none that a group may name. */
    holds(resourceGroup: string, sha256: string): Promise<number | null>
  }
  readonly uploads: {
    insert(upload: Upload): Promise<void>
    get(resourceGroup: string, id: string): Promise<Upload | null>
    change(upload: Upload): Promise<boolean>
    remove(id: string): Promise<void>
    list(resourceGroup: string): Promise<readonly Upload[]>
    all(): Promise<readonly Upload[]>
    /** Declared bytes of all of the group's uploads. */
    bytes(resourceGroup: string): Promise<number>
  }
  readonly imports: {
    put(record: RegistryImport): Promise<void>
    get(resourceGroup: string, id: string): Promise<RegistryImport | null>
    /** Newest first. */
    list(resourceGroup: string): Promise<readonly RegistryImport[]>
    /** Of all groups. */
    running(): Promise<readonly RegistryImport[]>
  }
  /** Those of the contents that something still names: a file of any group, an upload, an imported model file. */
  named(sha256s: readonly string[]): Promise<ReadonlySet<string>>
}

export type VersionKey = { readonly resourceGroup: string; readonly name: string; readonly version: number }
export type VersionFilter = { readonly name?: string; readonly framework?: Framework; readonly search?: string }
export type ModelSummary = {
  readonly name: string
  readonly versions: number
  readonly latest: number
  readonly modifiedAt: number
}
