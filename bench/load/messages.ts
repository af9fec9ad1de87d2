// What the benchmark, the server it starts and the load generator say to each other.

/** Asked of the probe inside the server. */
export type ProbeQuestion =
  | { readonly what: 'usage' }
  /** After a garbage collection. */
  | { readonly what: 'settle' }

export type Usage = {
  readonly what: 'usage'
  readonly cpuMs: number
  readonly rssBytes: number
  /** Objects and buffers that are alive; after `settle` those that are needed. */
  readonly liveBytes: number
}

export type ServerPorts = { readonly game: number; readonly web: number; readonly metrics: number }

/** How long a client thinks before each answer: evenly between the two. */
export type Pace = { readonly minMs: number; readonly maxMs: number }

export type LoadCommand =
  | { readonly what: 'connect'; readonly ports: ServerPorts; readonly clients: number }
  /** The clients that were connected last look for a table, and play on for ever. */
  | { readonly what: 'play'; readonly pace: Pace }
  | { readonly what: 'begin' }
  | { readonly what: 'end' }

export type LoadReport = {
  readonly what: 'report'
  readonly clients: number
  readonly inRound: number
  readonly lost: number
  /** Requests that were accepted, and refused by reason. */
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
  readonly pushes: number
  /** Request to answer, as the client sees it. */
  readonly roundTripMs: { readonly p50: number; readonly p99: number }
  /** How late the generator itself was. */
  readonly loopP99Ms: number
  readonly cpuMs: number
  readonly ms: number
}

export type LoadReply =
  | LoadReport
  | { readonly what: 'done' }
  | { readonly what: 'failed'; readonly why: string }
