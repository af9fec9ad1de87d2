// What a player is called on this page: bots have Chinese names, which in English are numbered instead.
import { t } from '../language.ts'

/** Bots have negative account numbers. */
export const playerName = (uid: number, name: string): string =>
  uid < 0 ? t('botName', { name, number: -uid }) : name
