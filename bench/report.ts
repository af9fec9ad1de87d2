// The rows of all parts as one table: for a terminal, and as Markdown for docs/performance.md.
import type { BenchRow } from './row.ts'

export type Outcome = {
  readonly part: string
  readonly seconds: number
  /** Of the machine, when the part began. */
  readonly load: number
  /** Of one core, the less of before and after the part; see `cpuShare`. */
  readonly cpuShare: number
  /** null: the part crashed. */
  readonly rows: readonly BenchRow[] | null
}

const DIGITS = 3
const HEAD = ['', 'value', 'unit', 'baseline', 'ratio', 'target', 'met'] as const
const UNIT_COLUMN = 2

function figure(value: number | undefined): string {
  if (value === undefined) return ''
  const rounded = Number(value.toPrecision(DIGITS))
  return Math.abs(value) >= 10 ** DIGITS ? String(Math.round(value)) : String(rounded)
}

const verdict = ({ met }: BenchRow): string => (met === undefined ? '' : met ? 'yes' : 'NO')

const cellsOf = (row: BenchRow): readonly string[] => [
  row.name,
  figure(row.value),
  row.unit,
  figure(row.baseline),
  figure(row.ratio),
  figure(row.target),
  verdict(row),
]

const DISTURBED_BELOW = 0.9

function titleOf({ part, seconds, load, cpuShare, rows }: Outcome): string {
  const machine = `load ${load.toFixed(1)}, ${Math.round(cpuShare * 100)} % of a core to be had`
  const notes = `${cpuShare < DISTURBED_BELOW ? ' DISTURBED' : ''}${rows ? '' : ' CRASHED'}`
  return `${part} (${seconds.toFixed(0)} s, ${machine})${notes}`
}

const isLeft = (column: number): boolean => column === 0 || column === UNIT_COLUMN

export function makeTable(outcomes: readonly Outcome[]): string {
  const rows = [HEAD, ...outcomes.flatMap(({ rows }) => (rows ?? []).map(cellsOf))]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)))
  const lineOf = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isLeft(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  const parts = outcomes.flatMap((outcome) => [
    titleOf(outcome),
    ...(outcome.rows ?? []).map((row) => `  ${lineOf(cellsOf(row))}`),
  ])
  return [`  ${lineOf(HEAD)}`, ...parts].join('\n')
}

export function makeMarkdown(outcomes: readonly Outcome[]): string {
  const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = HEAD.map((_, column) => (isLeft(column) ? '---' : '---:'))
  return outcomes
    .map((outcome) =>
      [
        `### ${titleOf(outcome)}`,
        '',
        lineOf(HEAD),
        lineOf(rule),
        ...(outcome.rows ?? []).map((row) => lineOf(cellsOf(row))),
        '',
      ].join('\n'),
    )
    .join('\n')
}
