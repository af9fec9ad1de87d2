// What the metrics server answers instead: a stable code, its HTTP status, and a sentence for who reads it.

export const OPS_REFUSALS = {
  BAD_LEVEL: { status: 400, says: 'the level must be debug, info, warn or error' },
  BAD_SWITCH: { status: 400, says: 'the body must be on or off' },
  BAD_REQUEST: { status: 400, says: 'this is no HTTP request that can be understood' },
  TOKEN_MISSING: {
    status: 401,
    says: 'from another machine an admin token with the scope ops is needed: Authorization: Bearer',
  },
  BAD_TOKEN: { status: 401, says: 'nobody has this token' },
  SCOPE_MISSING: { status: 403, says: 'this token lacks the scope ops' },
  HOST_FORBIDDEN: {
    status: 403,
    says: 'without a token the Host has to be localhost or a loopback address',
  },
  ORIGIN_FORBIDDEN: { status: 403, says: 'pages of other sites may not ask' },
  NOT_FOUND: { status: 404, says: 'there is nothing at this address' },
  TABLE_NOT_FOUND: { status: 404, says: 'no live table has this number' },
  METHOD_NOT_ALLOWED: { status: 405, says: 'this address does not take this method' },
  PERF_MAP_NO_OBJECT: { status: 409, says: 'this process has no probes; /debug/probes says why' },
  PERF_MAP_FILE_TAKEN: { status: 409, says: 'the file of the map is there already, and not ours' },
  PERF_MAP_NOT_SUPPORTED: { status: 409, says: 'this version of Node does not tell of its functions' },
  BODY_TOO_LARGE: { status: 413, says: 'the body is too large' },
  INTERNAL: { status: 500, says: 'a fault of the server; its log has the cause' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly says: string }>>

export type OpsRefusal = keyof typeof OPS_REFUSALS
