// What the operator has told everybody: shown after each login, kept through restarts.

import { SETTING, type Settings, type Told } from '../store/office-repositories.ts'
import { InTurn } from './in-turn.ts'

/** Older ones are forgotten: the login answer must not grow for ever. */
const MAX_ANNOUNCEMENTS = 20

export class Announcements {
  readonly #settings: Settings
  readonly #configured: readonly string[]
  readonly #turns = new InTurn()
  #told: readonly string[]

  private constructor(settings: Settings, configured: readonly string[], told: readonly string[]) {
    this.#settings = settings
    this.#configured = configured
    this.#told = told
  }

  /** `configured`: those of the configuration, which come first and stay. */
  static async load(settings: Settings, configured: readonly string[]): Promise<Announcements> {
    return new Announcements(settings, configured, parseTold(await settings.get(SETTING.broadcast)))
  }

  get all(): string[] {
    return [...this.#configured, ...this.#told]
  }

  /** Kept with its audit entry before anybody hears of it. */
  async add(message: string, told: Told): Promise<void> {
    await this.#turns.run(async () => {
      const all = [...this.#told, message].slice(-MAX_ANNOUNCEMENTS)
      const { at } = told.request
      await this.#settings.set({ name: SETTING.broadcast, value: JSON.stringify(all), at }, told)
      this.#told = all
    })
  }
}

function parseTold(written: string | undefined): readonly string[] {
  const value: unknown = written === undefined ? [] : JSON.parse(written)
  return Array.isArray(value) ? value.filter((message) => typeof message === 'string') : []
}
