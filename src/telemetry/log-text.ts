// A log line for a person at a terminal: time, level, event, fields; a stack on lines of its own.
import type { LogLevel } from './log-events.ts'

const COLOUR: Readonly<Record<LogLevel, string>> = {
  debug: '\u001B[2m',
  info: '\u001B[32m',
  warn: '\u001B[33m',
  error: '\u001B[31m',
}
const PLAIN = '\u001B[0m'
const LEVEL_WIDTH = 5
const EVENT_WIDTH = 20
/** `2026-11-26T` and the zone are the same on every line of a terminal. */
const TIME_FROM = 11
const TIME_TO = 23

type Line = {
  readonly level: LogLevel
  readonly time: string
  readonly event: string
  readonly [field: string]: unknown
}

/** From one line of JSON; what cannot be read is handed on as it is. */
export function makeTextLine(json: string, hasColour: boolean): string {
  let line: Line
  try {
    line = JSON.parse(json) as Line
  } catch {
    return json
  }
  const { level, time, event, service: _, ...fields } = line
  const name = level.padEnd(LEVEL_WIDTH)
  const head = hasColour ? `${COLOUR[level]}${name}${PLAIN}` : name
  const stacks: string[] = []
  const said = Object.entries(fields).flatMap(([key, value]) => pairs(key, value, stacks))
  const first = `${localTime(time)}  ${head}  ${event.padEnd(said.length > 0 ? EVENT_WIDTH : 0)}`
  return `${[`${first} ${said.join(' ')}`.trimEnd(), ...stacks].join('\n')}\n`
}

function localTime(iso: string): string {
  const at = new Date(iso)
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(TIME_FROM, TIME_TO)
}

function pairs(key: string, value: unknown, stacks: string[]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${key}=${shown(value)}`]
  return Object.entries(value).flatMap(([inner, part]) => {
    if (inner === 'stack' && typeof part === 'string') {
      stacks.push(part.replaceAll(/^/gm, '    '))
      return []
    }
    return pairs(`${key}.${inner}`, part, stacks)
  })
}

const shown = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? '')
