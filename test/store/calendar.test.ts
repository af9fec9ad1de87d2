import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayAfter, daysOf } from '../../src/store/calendar.ts'

const HOUR = 3600
const at = (iso: string): number => Date.parse(iso) / 1000

test('a day in Shanghai begins at 16:00 UTC of the day before', () => {
  const day = { from: at('2026-05-09T16:00:00Z'), to: at('2026-05-10T16:00:00Z') }
  for (const moment of [day.from, day.from + HOUR, day.to - 1]) {
    assert.deepEqual(dayAfter(moment, 0, 'Asia/Shanghai'), day)
  }
  assert.equal(dayAfter(day.to, 0, 'Asia/Shanghai').from, day.to)
  assert.equal(dayAfter(day.from, -1, 'Asia/Shanghai').to, day.from)
})

for (const [what, zone, noon, hours] of [
  ['clocks go forward', 'Europe/Berlin', '2026-03-29T10:00:00Z', 23],
  ['clocks go back', 'Europe/Berlin', '2026-10-25T11:00:00Z', 25],
  ['nothing happens', 'UTC', '2026-03-29T12:00:00Z', 24],
] as const) {
  test(`a day on which ${what} has ${hours} hours`, () => {
    const { from, to } = dayAfter(at(noon), 0, zone)
    assert.equal((to - from) / HOUR, hours)
  })
}

for (const [what, zone, noon, first, hours] of [
  ['skip midnight', 'America/Santiago', '2024-09-08T15:00:00Z', '2024-09-08T04:00:00Z', 23],
  ['skip midnight at the Azores', 'Atlantic/Azores', '2024-03-31T12:00:00Z', '2024-03-31T01:00:00Z', 23],
  ['show midnight twice', 'America/Havana', '2024-11-03T17:00:00Z', '2024-11-03T04:00:00Z', 25],
  ['skip the whole day before', 'Pacific/Apia', '2011-12-31T00:00:00Z', '2011-12-30T10:00:00Z', 24],
] as const) {
  test(`a day begins with its first second where clocks ${what}`, () => {
    const day = dayAfter(at(noon), 0, zone)
    assert.deepEqual(day, { from: at(first), to: at(first) + hours * HOUR })
    assert.equal(dayAfter(day.from - 1, 0, zone).to, day.from)
  })
}

test('days follow each other without gap or overlap through a year', () => {
  const days = daysOf(
    { from: at('2026-01-01T05:00:00Z'), to: at('2026-12-31T12:00:00Z') },
    400,
    'America/New_York',
  )
  assert.equal(days.length, 365)
  for (const [index, day] of days.entries()) assert.equal(day.to, days[index + 1]?.from ?? day.to)
})

test('no more days than asked, and none of a range that ends before it begins', () => {
  assert.equal(daysOf({ from: 0, to: 1e9 }, 31, 'UTC').length, 31)
  assert.deepEqual(daysOf({ from: 1e9, to: 0 }, 31, 'UTC'), [])
})
