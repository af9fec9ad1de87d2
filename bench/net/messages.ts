// What bench/net.ts and the processes it starts say to each other.

export type ServerKind = 'ours' | 'echo'

export type Load = {
  readonly kind: ServerKind
  readonly port: number
  readonly sockets: number
}

export type Command =
  | { readonly what: 'start'; readonly kind: ServerKind }
  /** CPU time and memory so far; after a garbage collection for `settle`. */
  | { readonly what: 'usage' }
  | { readonly what: 'settle' }
  /** Opens sockets (for ours: shaken hands and logged in) and keeps them. */
  | ({ readonly what: 'open' } & Load)
  /** Sends requests over the open sockets, `window` in flight on each. */
  | { readonly what: 'ask'; readonly ms: number; readonly window: number }
  /** Opens and drops sockets, `sockets` at a time. */
  | ({ readonly what: 'join'; readonly ms: number } & Load)

export type Reply =
  | { readonly what: 'port'; readonly port: number }
  | { readonly what: 'usage'; readonly cpuMs: number; readonly rssBytes: number }
  | { readonly what: 'count'; readonly count: number; readonly ms: number }
