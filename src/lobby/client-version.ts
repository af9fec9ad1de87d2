// Whether a client is new enough to sit down (update.force, update.version).

const parts = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10) || 0)

export class ClientVersion {
  readonly #force: boolean
  readonly #least: readonly number[]

  constructor({ force, version }: { readonly force: boolean; readonly version: string }) {
    this.#force = force
    this.#least = parts(version)
  }

  /** True for all while updates are not forced; a client that names no version is then an old one. */
  isCurrent(version: string | undefined): boolean {
    if (!this.#force) return true
    if (version === undefined) return false
    const own = parts(version)
    const differing = this.#least.findIndex((part, at) => part !== (own[at] ?? 0))
    return differing < 0 || (own[differing] ?? 0) > this.#least[differing]!
  }
}
