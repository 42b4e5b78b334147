import { type KyselyPlugin, OperationNodeTransformer, type PrimitiveValueListNode, type QueryId, type ValueNode } from 'kysely'
import { Failure } from '../domain/failure.ts'

/** Postgres text cannot hold NUL, and an error of the database would look like a fault of ours: so no store takes it. */
export const noNul: KyselyPlugin = {
  transformQuery: ({ node, queryId }) => checker.transformNode(node, queryId),
  transformResult: async ({ result }) => result,
}

/** Also for what goes into JSON, where Postgres stores NUL but cannot compare it. */
export const refuseNul = (value: unknown): void => {
  if (typeof value === 'string' && value.includes('\0')) throw new Failure('invalid', 'text must not contain the NUL character')
}

class Checker extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode, queryId?: QueryId): ValueNode {
    refuseNul(node.value)
    return super.transformValue(node, queryId)
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode, queryId?: QueryId): PrimitiveValueListNode {
    node.values.forEach(refuseNul)
    return super.transformPrimitiveValueList(node, queryId)
  }
}

const checker = new Checker()
