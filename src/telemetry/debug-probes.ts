// The probes of the process, and the map of its compiled functions, turned on and off while it runs.
import type { OpsAnswer, OpsRequest, OpsRoute } from './debug-http.ts'
import { jsonAnswer, refusalAnswer } from './debug-http.ts'
import type { ProcessProbes } from './usdt/process-probes.ts'

/** GET says what is watched; PUT and POST of `on` or `off` turn the map, until then or for an hour. */
export const probeRoutes = (probes: ProcessProbes): readonly OpsRoute[] => [
  { path: '/debug/probes', methods: ['GET'], handle: () => jsonAnswer(probes.describe()) },
  {
    path: '/debug/perf-map',
    methods: ['GET', 'PUT', 'POST'],
    handle: (request) => (request.method === 'GET' ? sayMap(probes) : setMap(probes, request)),
  },
]

const sayMap = (probes: ProcessProbes): OpsAnswer => jsonAnswer(probes.describe().perfMap)

async function setMap(probes: ProcessProbes, { body, by }: OpsRequest): Promise<OpsAnswer> {
  const text = await body()
  if (!text.ok) return refusalAnswer(text.error)
  const word = text.value.trim()
  if (word !== 'on' && word !== 'off') return refusalAnswer('BAD_SWITCH')
  const refusal = probes.map?.set(word === 'on', by?.name ?? '') ?? null
  return refusal === null ? sayMap(probes) : refusalAnswer(`PERF_MAP_${refusal}`)
}
