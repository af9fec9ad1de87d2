// The hot-update patches in static/update, each with its size and SHA-256: a client checks what it has downloaded
// before it runs it. nanoserver's patches came over plain HTTP with nothing to check them by.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

export type Patch = { readonly file: string; readonly size: number; readonly sha256: string }

/** What the operator may say in update/version.json; the rest of it is told from the configuration and the files. */
export type PatchNotes = { readonly patch?: number; readonly download?: string }

/** No hidden files: they are not served either. */
const PATCH_FILE = /^[\w-][\w.-]{0,119}\.(?:zip|patch)$/
/** More are a mistake, and hashing them would be work for anybody to ask for. */
const MAX_PATCHES = 200

type Hashed = { readonly mtimeMs: number; readonly size: number; readonly sha256: string }

export class PatchList {
  readonly #folder: string
  readonly #hashed = new Map<string, Hashed>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Sorted by name; empty when there is no such folder. */
  async patches(): Promise<readonly Patch[]> {
    const names = await readdir(this.#folder).catch(() => [])
    const wanted = names.filter((name) => PATCH_FILE.test(name)).toSorted()
    const patches: Patch[] = []
    for (const file of wanted.slice(0, MAX_PATCHES)) {
      const hashed = await this.#hash(file)
      if (hashed !== undefined) patches.push({ file, size: hashed.size, sha256: hashed.sha256 })
    }
    return patches
  }

  /** What stands in version.json; nothing when it is missing or not JSON. */
  async notes(): Promise<PatchNotes> {
    try {
      const notes = JSON.parse(await readFile(join(this.#folder, 'version.json'), 'utf8')) as unknown
      if (typeof notes !== 'object' || notes === null) return {}
      const { patch, download } = notes as Readonly<Record<string, unknown>>
      return {
        ...(Number.isSafeInteger(patch) ? { patch: Number(patch) } : {}),
        ...(typeof download === 'string' ? { download } : {}),
      }
    } catch {
      return {}
    }
  }

  /** Again only when the file has changed. */
  async #hash(name: string): Promise<Hashed | undefined> {
    const path = join(this.#folder, name)
    const { mtimeMs, size, isFile } = await statFile(path)
    if (!isFile) return undefined
    const known = this.#hashed.get(name)
    if (known?.mtimeMs === mtimeMs && known.size === size) return known
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
    const hashed = { mtimeMs, size, sha256: hash.digest('hex') }
    this.#hashed.set(name, hashed)
    return hashed
  }
}

async function statFile(path: string): Promise<{ mtimeMs: number; size: number; isFile: boolean }> {
  try {
    const found = await stat(path)
    return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() }
  } catch {
    return { mtimeMs: 0, size: 0, isFile: false }
  }
}
