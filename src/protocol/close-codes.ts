// WebSocket close codes that the server uses: below 4000 by RFC 6455, section 7.4.1, above it our own.

export const CLOSE_CODES = {
  NORMAL: { code: 1000, reconnect: false, meaning: 'The client left, or closed first.' },
  GOING_AWAY: { code: 1001, reconnect: true, meaning: 'The server stops; another one takes over.' },
  PROTOCOL_ERROR: {
    code: 1002,
    reconnect: false,
    meaning: 'The bytes are not packets, or come in the wrong state.',
  },
  POLICY: {
    code: 1008,
    reconnect: false,
    meaning: 'Too many fragments of one message, or far more requests sent than answered.',
  },
  TOO_BIG: { code: 1009, reconnect: false, meaning: 'A frame or packet over the size limit.' },
  KICKED: { code: 4000, reconnect: false, meaning: 'A game master ended the session.' },
  REPLACED: { code: 4001, reconnect: false, meaning: 'The account logged in on another connection.' },
  HEARTBEAT_LOST: { code: 4002, reconnect: true, meaning: 'Nothing was heard for two heartbeats.' },
  HANDSHAKE_LATE: { code: 4003, reconnect: true, meaning: 'No handshake or login within the time limit.' },
  RATE_LIMITED: { code: 4004, reconnect: false, meaning: 'Kept sending after RATE_LIMITED refusals.' },
  SLOW_CONSUMER: {
    code: 4005,
    reconnect: true,
    meaning: 'The client reads too slowly. No close frame would reach it: it sees 1006.',
  },
} as const

export type CloseName = keyof typeof CLOSE_CODES
