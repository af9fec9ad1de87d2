// Days of a place as stretches of Unix seconds. A day is not always 24 hours long.

const DAY_SECONDS = 86_400
const MS = 1000

/** `from` inclusive, `to` exclusive. */
export type Day = { readonly from: number; readonly to: number }

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** What the place's clocks show at `at`, as if they showed UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at * MS)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) / MS
}

/** The second at which the place's clocks show `wall`; where they skip it, the first one after. */
function instantOf(wall: number, timeZone: string): number {
  const guess = wall - (wallClock(wall, timeZone) - wall)
  const shown = guess + (wall - wallClock(guess, timeZone))
  if (wallClock(shown, timeZone) === wall) return shown
  // The clocks are put forward over `wall` (midnight itself in Santiago) between the two.
  let before = Math.min(guess, shown) - 1
  let after = Math.max(guess, shown)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (wallClock(middle, timeZone) < wall) before = middle
    else after = middle
  }
  return after
}

const startOf = (wallDay: number, timeZone: string): number => instantOf(wallDay * DAY_SECONDS, timeZone)
const wallDayOf = (at: number, timeZone: string): number => Math.floor(wallClock(at, timeZone) / DAY_SECONDS)

/** The day `offset` days after the one in which `at` lies. */
export function dayAfter(at: number, offset: number, timeZone: string): Day {
  const wallDay = wallDayOf(at, timeZone) + offset
  return { from: startOf(wallDay, timeZone), to: startOf(wallDay + 1, timeZone) }
}

/** Every day that [from, to] touches, whole; at most `max` of them. */
export function daysOf(range: { from: number; to: number }, max: number, timeZone: string): readonly Day[] {
  const first = wallDayOf(range.from, timeZone)
  const count = Math.min(Math.max(wallDayOf(range.to, timeZone) - first + 1, 0), max)
  return Array.from({ length: count }, (_, index) => dayAfter(range.from, index, timeZone))
}
