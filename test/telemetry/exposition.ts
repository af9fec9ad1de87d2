// /metrics as a map from each sample's name with labels to its value.
import type { Metrics } from '../../src/telemetry/metrics.ts'

export function parseSamples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => !line.startsWith('#') && line !== '')
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}

export const samplesOf = async (metrics: Metrics): Promise<Map<string, number>> =>
  parseSamples(await metrics.exposition())
