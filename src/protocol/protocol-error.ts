// What can be wrong with received bytes. Codes are stable: metrics count by them, logs name them.

export type ProtocolErrorCode =
  // Packets: the stream cannot be read on, close the connection
  | 'PACKET_TYPE'
  | 'PACKET_TOO_LONG'
  // Messages
  | 'MESSAGE_EMPTY'
  | 'MESSAGE_TYPE'
  | 'MESSAGE_TRUNCATED'
  | 'MESSAGE_ID'
  | 'MESSAGE_COMPRESSED'
  | 'ROUTE_TEXT'
  | 'ROUTE_CODE_UNKNOWN'
  // Payloads
  | 'CIPHER_TEXT'
  | 'CIPHER_KEY'
  | 'JSON_UTF8'
  | 'JSON_DEPTH'
  | 'JSON_SYNTAX'
  | 'HANDSHAKE_TOO_LONG'
  | 'HANDSHAKE_SHAPE'

export type ProtocolError = {
  readonly code: ProtocolErrorCode
  /** The Request that can be answered with the refusal, where its id was read before the fault. */
  readonly id?: number
}
