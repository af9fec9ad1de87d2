// The byte strings of a proof: seeds as lower-case hex, and the texts that are hashed.

export const SERVER_SEED_BYTES = 64
const MIN_SEAT_SEED_BYTES = 16
export const MAX_SEAT_SEED_BYTES = 32

/** The separator of the hashed texts; it occurs in no part, so that each text has one reading. */
export const SEPARATOR = '|'

const ROUND_ID = /^[A-Za-z0-9._:-]{1,64}$/
const LOWER_HEX = /^(?:[0-9a-f]{2})+$/

const isHexOf = (text: string, leastBytes: number, mostBytes: number): boolean =>
  text.length >= leastBytes * 2 && text.length <= mostBytes * 2 && LOWER_HEX.test(text)

export const isRoundId = (text: string): boolean => ROUND_ID.test(text)
export const isServerSeed = (hex: string): boolean => isHexOf(hex, SERVER_SEED_BYTES, SERVER_SEED_BYTES)
export const isSeatSeed = (hex: string): boolean => isHexOf(hex, MIN_SEAT_SEED_BYTES, MAX_SEAT_SEED_BYTES)
