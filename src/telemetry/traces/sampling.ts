// Which messages and requests are followed. The decision is ours, made before anything is allocated; what the SDK is
// given is followed for certain.

export type Sampling = {
  /** Share of those that nobody has decided about before us. */
  readonly ratio: number
  /** A caller's own decision (the flag of its `traceparent`) is taken over. */
  readonly heedsCaller: boolean
}

export type SamplingChoice = { readonly sampling: Sampling; readonly warning: string | null }
export type Environment = Readonly<Record<string, string | undefined>>

const SAMPLERS: Readonly<Record<string, { readonly ratio: number | null; readonly heedsCaller: boolean }>> = {
  always_on: { ratio: 1, heedsCaller: false },
  always_off: { ratio: 0, heedsCaller: false },
  traceidratio: { ratio: null, heedsCaller: false },
  parentbased_always_on: { ratio: 1, heedsCaller: true },
  parentbased_always_off: { ratio: 0, heedsCaller: true },
  parentbased_traceidratio: { ratio: null, heedsCaller: true },
}

/**
 * OTEL_TRACES_SAMPLER where it is set, else `ratio` and the caller's word. A sampler by ratio without a usable
 * OTEL_TRACES_SAMPLER_ARG takes `ratio` too: OpenTelemetry's 1.0 would follow everything because of a typing error.
 */
export function chooseSampling(ratio: number, env: Environment): SamplingChoice {
  const fallback: Sampling = { ratio, heedsCaller: true }
  const name = env['OTEL_TRACES_SAMPLER']?.trim() ?? ''
  if (name === '') return { sampling: fallback, warning: null }
  const sampler = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined
  if (!sampler) return { sampling: fallback, warning: 'OTEL_TRACES_SAMPLER is none that is known here' }
  const { heedsCaller } = sampler
  if (sampler.ratio !== null) return { sampling: { ratio: sampler.ratio, heedsCaller }, warning: null }
  const text = env['OTEL_TRACES_SAMPLER_ARG']?.trim() ?? ''
  const wanted = Number(text)
  if (text === '') return { sampling: { ratio, heedsCaller }, warning: null }
  if (wanted >= 0 && wanted <= 1) return { sampling: { ratio: wanted, heedsCaller }, warning: null }
  return { sampling: { ratio, heedsCaller }, warning: 'OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1' }
}

/** By chance: trace ids stay evenly spread for whoever samples after us. */
export const isChosen = ({ ratio }: Sampling): boolean => Math.random() < ratio
