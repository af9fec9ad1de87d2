// Figures as people read them: three digits that matter, and a unit.

const MINUS = '−'
const NOTHING = '–'

/** Three significant digits, and no more decimals than that needs. */
function digits(value: number): string {
  const size = Math.abs(value)
  const decimals = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2
  const text = size >= 10_000 ? Math.round(size).toLocaleString('en-US') : size.toFixed(decimals)
  return value < 0 ? `${MINUS}${text}` : text
}

export type Unit = 'ms' | 'rate' | 'share' | 'bytes' | 'count'

/** A value from the server in its unit; a dash where there was nothing to measure. */
export function formatValue(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING
  switch (unit) {
    case 'ms':
      return value >= 1000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`
    case 'rate':
      return `${digits(value)} /s`
    case 'share':
      return formatShare(value)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return Math.round(value).toLocaleString('en-US')
  }
}

const AXIS_DIGITS = 3

/** On an axis: no digit more than tells the marks apart. */
export function formatMark(value: number, unit: Unit): string {
  const short = (size: number): string => Number(size.toPrecision(AXIS_DIGITS)).toLocaleString('en-US')
  if (unit === 'bytes') return value === 0 ? '0' : formatBytes(value).replace(/\.0+ /, ' ')
  if (unit === 'share') return `${short(value * 100)} %`
  if (unit === 'ms')
    return value === 0 ? '0' : value >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`
  return short(value)
}

/** 100 % only where nothing is missing: 99.996 % is 99.99 %. */
function formatShare(share: number): string {
  const percent = share * 100
  if (percent >= 99 && percent < 100) return `${(Math.floor(percent * 100) / 100).toFixed(2)} %`
  return `${digits(percent)} %`.replace('100.0', '100')
}

const STEPS = ['B', 'KB', 'MB', 'GB', 'TB'] as const
const STEP = 1024

function formatBytes(bytes: number): string {
  let size = bytes
  let at = 0
  while (Math.abs(size) >= STEP && at < STEPS.length - 1) {
    size /= STEP
    at += 1
  }
  return at === 0 ? `${Math.round(size)} B` : `${digits(size)} ${STEPS[at]}`
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

export function formatDuration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`
  return `${Math.floor(seconds / DAY)} d ${Math.floor((seconds % DAY) / HOUR)} h`
}
