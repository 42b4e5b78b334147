/** Which gateways report, and since when all of them have. */
export type GatewaysHeard = {
  /** Answers whether nobody had reported for a while. */
  heard(gatewayId: string, now: number): boolean
  /** Since when every gateway that there is has reported without a break; null: none does. */
  since(now: number): number | null
  /** The sum over the gateways that report. */
  sum(byGateway: ReadonlyMap<string, number>, now: number): number
}

/** Gateways report every five seconds even where nothing happens. */
const silentMs = 12_000

export function makeGatewaysHeard(): GatewaysHeard {
  const gateways = new Map<string, { since: number; at: number }>()
  const reports = ({ at }: { at: number }, now: number): boolean => now - at <= silentMs

  const forget = (now: number): void => {
    for (const [id, gateway] of gateways) if (!reports(gateway, now)) gateways.delete(id)
  }

  return {
    heard(gatewayId, now) {
      forget(now)
      const wasSilent = gateways.size === 0
      const known = gateways.get(gatewayId)
      if (known) known.at = now
      else gateways.set(gatewayId, { since: now, at: now })
      return wasSilent
    },
    since(now) {
      forget(now)
      return gateways.size === 0 ? null : Math.max(...[...gateways.values()].map(({ since }) => since))
    },
    sum(byGateway, now) {
      forget(now)
      return [...byGateway].reduce((sum, [id, value]) => sum + (gateways.has(id) ? value : 0), 0)
    },
  }
}
