// Reads /metrics as Prometheus does, and what a histogram says about the time between two scrapes.

export type Sample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}
export type Scrape = readonly Sample[]

export async function scrape(port: number): Promise<Scrape> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  return parseExposition(await response.text())
}

export function parseExposition(text: string): Scrape {
  return text.split('\n').flatMap((line): Sample[] => {
    const match = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)/i.exec(line)
    if (!match) return []
    const labels = [...(match[2] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])
    return [
      {
        name: match[1]!,
        labels: Object.fromEntries(labels) as Record<string, string>,
        value: Number(match[3]),
      },
    ]
  })
}

type Wanted = (labels: Sample['labels']) => boolean
const all: Wanted = () => true

export const sumOf = (samples: Scrape, name: string, wanted: Wanted = all): number =>
  samples.reduce((sum, each) => sum + (each.name === name && wanted(each.labels) ? each.value : 0), 0)

/** What was counted between two scrapes. */
export const growthOf = (window: Window, name: string, wanted: Wanted = all): number =>
  sumOf(window.after, name, wanted) - sumOf(window.before, name, wanted)

export type Window = { readonly before: Scrape; readonly after: Scrape }

/**
 * A quantile of a histogram over a window, in its own unit: inside a bucket evenly spread, as `histogram_quantile`
 * does it. Beyond the last bound: that bound. NaN without observations.
 */
export function histogramQuantile(window: Window, name: string, of: { q: number; wanted?: Wanted }): number {
  const { q, wanted = all } = of
  const bounds = [
    ...new Set(
      window.after.filter((each) => each.name === `${name}_bucket`).map(({ labels }) => labels['le']!),
    ),
  ]
  const cumulative = bounds
    .map((le) => ({
      bound: le === '+Inf' ? Infinity : Number(le),
      count: growthOf(window, `${name}_bucket`, (labels) => labels['le'] === le && wanted(labels)),
    }))
    .sort((a, b) => a.bound - b.bound)
  const total = cumulative.at(-1)?.count ?? 0
  if (total === 0) return Number.NaN
  const at = cumulative.findIndex(({ count }) => count >= q * total)
  const below = cumulative[at - 1] ?? { bound: 0, count: 0 }
  const bucket = cumulative[at]!
  if (bucket.bound === Infinity) return below.bound
  const share = (q * total - below.count) / (bucket.count - below.count)
  return below.bound + share * (bucket.bound - below.bound)
}
