// The tables of docs/metrics.md, written from the catalogue.
import { CATALOGUE, METRIC_NAMES, MOST_SERIES } from '../../src/telemetry/catalogue.ts'
import type { MetricSpec } from '../../src/telemetry/metric-spec.ts'
import { seriesOf } from '../../src/telemetry/metric-spec.ts'

/** More values than this are in the code's own lists, which the text names. */
const SHOWN_VALUES = 13

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function labelsOf({ labels = {} }: MetricSpec): string {
  const said = Object.entries(labels).map(([label, values]) => {
    if (values.length === 0) return `\`${label}\``
    return values.length > SHOWN_VALUES
      ? `\`${label}\`: ${values.length} values`
      : `\`${label}\`: ${values.join(', ')}`
  })
  return said.join('; ')
}

function kindOf({ type, unit, slo, stability }: MetricSpec): string {
  const words = [type, unit === '1' ? '' : unit, slo ? `SLO ${slo}` : '', stability ?? 'experimental']
  return words.filter((word) => word !== '').join(', ')
}

function metricRow(name: string, spec: MetricSpec): string {
  return row(
    `\`${name}\``,
    kindOf(spec),
    labelsOf(spec),
    String(seriesOf(spec)),
    `${spec.help} ${spec.purpose}`.replaceAll('|', '\\|'),
  )
}

const tableOf = (prefix: RegExp): string =>
  [
    row('metric', 'what', 'labels', 'series', 'meaning'),
    '|---|---|---|---:|---|',
    ...METRIC_NAMES.filter((name) => prefix.test(name)).map((name) => metricRow(name, CATALOGUE[name])),
  ].join('\n')

const bucketsOf = (): string =>
  [
    row('metric', 'bounds'),
    '|---|---|',
    ...METRIC_NAMES.map((name) => [name, CATALOGUE[name] as MetricSpec] as const)
      .filter(([, { buckets }]) => buckets !== undefined)
      .map(([name, { buckets = [] }]) => row(`\`${name}\``, buckets.join(' '))),
  ].join('\n')

const BLOCKS: { readonly [name: string]: string } = {
  metrics: tableOf(/./),
  buckets: bucketsOf(),
  series: `At most **${MOST_SERIES}** series in ${METRIC_NAMES.length} metrics.`,
}

const BLOCK = /<!-- generated: ([a-z ]+) -->\n(?:[\s\S]*?\n)??<!-- end -->/g

/** `text` with every generated block rewritten. */
export const withMetricTables = (text: string): string =>
  text.replace(
    BLOCK,
    (_, name: string) => `<!-- generated: ${name} -->\n${BLOCKS[name] ?? `unknown: ${name}`}\n<!-- end -->`,
  )
