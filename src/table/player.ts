// Who sits at a table, as far as the game must know.

export const BOT_LEVELS = ['easy', 'normal', 'strong'] as const
export type BotLevel = (typeof BOT_LEVELS)[number]

export type Player = {
  /** Account number; bots have negative ones, unique within their table. */
  readonly uid: number
  readonly name: string
  readonly headUrl: string
  /** 0 unknown, 1 male, 2 female. */
  readonly sex: number
  readonly ip: string
  /** Set for a seat that the server plays. */
  readonly bot: BotLevel | null
}
