// How a player of this process proves at the door that a seat waits for him, so that a server which turns others away
// lets him back: his login token, offered as a WebSocket subprotocol, which pages can send and no log of addresses shows.

/** Chosen by the server when it is offered first. */
export const SUBPROTOCOL = 'xuezhan'
const TOKEN_PREFIX = 'token.'
/** A login token has about 200 characters. */
const MAX_HEADER_CHARS = 2048

/** The token of a `Sec-WebSocket-Protocol: xuezhan, token.<login token>`; null where there is none. */
export function parseResumeTicket(header: string | undefined): string | null {
  if (header === undefined || header.length > MAX_HEADER_CHARS) return null
  const offered = header.split(',').map((part) => part.trim())
  if (!offered.includes(SUBPROTOCOL)) return null
  return offered.find((part) => part.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length) ?? null
}

/** What a client offers. */
export const makeResumeTicket = (token: string): readonly string[] => [SUBPROTOCOL, TOKEN_PREFIX + token]
