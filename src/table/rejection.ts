// Why a table refuses a command. Codes are API: clients, metrics and runbooks read them, and each is a
// reason of the protocol's catalogue of refusals.

export const REJECTION_CODES = [
  'ACTION_NOT_OFFERED',
  'ALREADY_ANSWERED',
  'ALREADY_AT_DESK',
  'ALREADY_VOTED',
  'BAD_SEED',
  'BAD_SUIT',
  'BAD_SWAP',
  'DESK_FULL',
  'DESK_GONE',
  'GAME_STARTED',
  'NOT_AT_DESK',
  'NOT_YOUR_TURN',
  'NO_PROMPT',
  'NO_VOTE',
  'SEAT_TAKEN',
  'STALE_PROMPT',
  'TILE_NOT_HELD',
  'VOTE_RUNNING',
  'WRONG_PHASE',
] as const
export type RejectionCode = (typeof REJECTION_CODES)[number]

export type Rejection = { readonly code: RejectionCode }
