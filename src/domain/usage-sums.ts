/** Setting that says from when on sums by the minute are complete (epoch ms, a whole hour); absent: all of them are there. */
export const minuteSumsFrom = 'minute-sums-from'

/** No open period of a budget begins earlier of up to a month, but one that began with the first call: and where it begins within an hour, minutes are needed. */
export const leastMinuteSumsDays = 32
