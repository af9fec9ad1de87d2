// A small disk of its own under the journal, which a test can fill up and empty. Needs root and tmpfs.
import { execFileSync, spawnSync } from 'node:child_process'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DISK_BYTES = 16 * 1024 * 1024
const BLOCK_BYTES = 16 * 1024

export class SmallDisk {
  readonly #folder: string
  readonly #ballast: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#ballast = join(folder, 'ballast')
  }

  /** Mounted at the folder; or why that is not possible. */
  static mount(folder: string): SmallDisk | string {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'not run: needs root on Linux'
    const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'xuezhan-chaos', folder]
    const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' })
    return status === 0 ? new SmallDisk(folder) : `not run: no tmpfs can be mounted: ${stderr.trim()}`
  }

  /** Takes the whole disk, then gives `roomBytes` back. */
  fill(roomBytes: number): void {
    let bytes = 0
    const block = Buffer.alloc(BLOCK_BYTES)
    for (;;) {
      try {
        writeFileSync(this.#ballast, block, { flag: 'a' })
        bytes += block.length
      } catch {
        break
      }
    }
    truncateSync(this.#ballast, Math.max(0, bytes - roomBytes))
  }

  empty(): void {
    truncateSync(this.#ballast, 0)
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.#folder])
  }
}
