// The browser client's modules and those that it shares with the server, as JavaScript: types are replaced by
// blanks, so that lines and columns stay those of the source and no build stands between the two.

import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/** The pure folders of `src` that a client needs, and nothing else: protocol takes a little from table. */
export const SHARED_FOLDERS: readonly string[] = ['lib', 'protocol', 'rules', 'table']

/** Plain kebab-case names only: no dot can stand in a folder, so no path leads out of the folder. */
const MODULE_PATH = /^(?:[a-z0-9][a-z0-9-]*\/){0,4}[a-z0-9][a-z0-9-]*\.ts$/

export type BrowserModule = {
  readonly javaScript: string
  /** A strong entity tag (RFC 9110 section 8.8.3). */
  readonly etag: string
}

export type BrowserFolders = {
  /** Files of the browser client. */
  readonly client: string
  /** The project's `src`. */
  readonly source: string
}

type Cached = { readonly mtimeMs: number; readonly size: number; readonly module: BrowserModule }

export class BrowserModules {
  readonly #folders: BrowserFolders
  /** One entry per file that exists: bounded by the two trees. */
  readonly #cache = new Map<string, Cached>()

  constructor(folders: BrowserFolders) {
    this.#folders = folders
  }

  /** The module at `src/<folder>/<path>`; undefined when it is not one that browsers may have. */
  async find(folder: string, path: string): Promise<BrowserModule | undefined> {
    if (!SHARED_FOLDERS.includes(folder) || !MODULE_PATH.test(path)) return undefined
    return await this.#load(join(this.#folders.source, folder, path))
  }

  /** The client's own module at `<path>`; undefined when there is none. */
  async findOwn(path: string): Promise<BrowserModule | undefined> {
    return MODULE_PATH.test(path) ? await this.#load(join(this.#folders.client, path)) : undefined
  }

  async #load(file: string): Promise<BrowserModule | undefined> {
    const { mtimeMs, size, isFile } = await statFile(file)
    if (!isFile) return undefined
    const cached = this.#cache.get(file)
    if (cached?.mtimeMs === mtimeMs && cached.size === size) return cached.module
    const javaScript = stripTypeScriptTypes(await readFile(file, 'utf8'))
    const etag = `"${createHash('sha256').update(javaScript).digest('base64url')}"`
    const module = { javaScript, etag }
    this.#cache.set(file, { mtimeMs, size, module })
    return module
  }
}

async function statFile(file: string): Promise<{ mtimeMs: number; size: number; isFile: boolean }> {
  try {
    const found = await stat(file)
    return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() }
  } catch {
    return { mtimeMs: 0, size: 0, isFile: false }
  }
}
