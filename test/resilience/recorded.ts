import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LedgerIntent, LedgerRecord, LedgerSettlement } from '../../src/domain/ledger.ts'
import { readFrames } from '../../src/domain/ledger-frame.ts'
import { eventually, type Harness } from '../gateway-harness.ts'

export type Recorded = LedgerIntent & { readonly settlement: LedgerSettlement }

/** What a gateway's ledger says of the calls of one deployment, oldest first, once all of them have ended. */
export async function recorded({ directory }: Harness, name: string): Promise<Recorded[]> {
  let calls: Recorded[] = []
  await eventually(() => {
    const records = readRecords(join(directory, 'ledger'))
    const settlements = new Map(records.flatMap((each) => (each.kind === 'settlement' ? [[each.seq, each]] : [])))
    const intents = records.flatMap((each) => (each.kind === 'intent' && each.deploymentName === name ? [each] : []))
    calls = intents.flatMap((intent) => {
      const settlement = settlements.get(intent.seq)
      return settlement ? [{ ...intent, settlement }] : []
    })
    return calls.length === intents.length
  })
  return calls
}

function readRecords(folder: string): LedgerRecord[] {
  const lines = readdirSync(folder).flatMap((file) => readFrames(readFileSync(join(folder, file))).lines)
  return lines.map((line) => JSON.parse(line))
}
