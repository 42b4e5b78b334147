import { crash } from './crash-run.ts'

/** `npm run crash -- 1000 [os|disk]`: kills so many gateways, and says how the books compare. */
const kills = Number(process.argv[2] ?? 200)
const durability = process.argv[3] === 'disk' ? 'disk' : 'os'
const report = await crash(kills, durability, Math.random)
console.log(JSON.stringify({ durability, ...report, faults: report.faults.slice(0, 20) }, null, 2))
process.exit(report.faults.length === 0 ? 0 : 1)
