// A disk in memory that can be full, fail, and lose power. It keeps apart what was written and what was synced;
// after a failed sync it drops the unsynced bytes and reports success from then on, as Linux does.

import type { JournalFiles, SegmentFile } from '../../src/journal/journal-files.ts'
import type { Rng } from '../../src/lib/rng.ts'

export type DiskOperation =
  | 'list'
  | 'create'
  | 'write'
  | 'sync'
  | 'truncate'
  | 'rename'
  | 'remove'
  | 'syncFolder'

type Inode = { data: Buffer; durable: Buffer; dirty: [from: number, to: number][] }

const SECTOR_BYTES = 64

export class SimulatedDisk implements JournalFiles {
  #names: Map<string, Inode>
  #durableNames: Map<string, Inode>
  #callsToLive = Number.POSITIVE_INFINITY
  /** Error code that an operation gives until it is removed. */
  readonly failing = new Map<DiskOperation, string>()
  /** Total bytes of all files; a write beyond it is cut short and fails with ENOSPC. */
  capacityBytes = Number.POSITIVE_INFINITY
  readonly calls = new Map<DiskOperation, number>()

  constructor(files: ReadonlyMap<string, Buffer> = new Map()) {
    const inodes = [...files].map(([name, data]): [string, Inode] => [
      name,
      { data: Buffer.from(data), durable: Buffer.from(data), dirty: [] },
    ])
    this.#names = new Map(inodes)
    this.#durableNames = new Map(inodes)
  }

  get isDead(): boolean {
    return this.#callsToLive <= 0
  }

  /** Nothing is changed any more after so many operations, as if the process were killed there. */
  dieAfter(operations: number): void {
    this.#callsToLive = operations
  }

  /** The files as a process would see them now. */
  contents(): Map<string, Buffer> {
    return new Map([...this.#names].map(([name, { data }]) => [name, Buffer.from(data)]))
  }

  /** This disk is gone; the new one has what was synced and any of what was not. */
  losePower(rng: Rng): SimulatedDisk {
    this.#callsToLive = 0
    const names = rng.below(2) === 0 ? this.#names : this.#durableNames
    return new SimulatedDisk(new Map([...names].map(([name, inode]) => [name, survivorOf(inode, rng)])))
  }

  /** The process is gone, the kernel is not: everything written is still there. */
  killProcess(): SimulatedDisk {
    this.#callsToLive = 0
    return new SimulatedDisk(this.contents())
  }

  async prepare(): Promise<void> {}

  async list(): Promise<string[]> {
    await this.#call('list')
    return [...this.#names.keys()]
  }

  async create(name: string): Promise<SegmentFile> {
    await this.#call('create')
    const inode: Inode = { data: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: [] }
    this.#names.set(name, inode)
    return {
      write: (bytes, position) => this.#write(inode, bytes, position),
      sync: () => this.#sync(inode),
      close: async () => {},
    }
  }

  async read(name: string, from: number, to?: number): Promise<Buffer> {
    return Buffer.from(this.#find(name).data.subarray(from, to))
  }

  async truncate(name: string, bytes: number): Promise<void> {
    const inode = this.#find(name)
    await this.#call('truncate')
    inode.data = inode.data.subarray(0, bytes)
    inode.dirty = inode.dirty.filter(([from]) => from < bytes)
    await this.#sync(inode)
    inode.durable = inode.durable.subarray(0, bytes)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename')
    this.#names.set(to, this.#find(from))
    this.#names.delete(from)
  }

  async remove(name: string): Promise<void> {
    await this.#call('remove')
    this.#names.delete(name)
  }

  async syncFolder(): Promise<void> {
    await this.#call('syncFolder')
    this.#durableNames = new Map(this.#names)
  }

  async #write(inode: Inode, bytes: Buffer, position: number): Promise<void> {
    await this.#call('write')
    const used = [...this.#names.values()].reduce((sum, { data }) => sum + data.length, 0)
    const room = this.capacityBytes - used
    const growth = position + bytes.length - inode.data.length
    const written = growth <= room ? bytes.length : Math.max(0, bytes.length - (growth - Math.max(0, room)))
    const end = Math.max(inode.data.length, position + written)
    const data = Buffer.alloc(end)
    inode.data.copy(data)
    bytes.copy(data, position, 0, written)
    inode.data = data
    inode.dirty.push([position, position + written])
    if (written < bytes.length) throw errorOf('ENOSPC')
  }

  async #sync(inode: Inode): Promise<void> {
    const { dirty } = inode
    inode.dirty = []
    await this.#call('sync')
    const durable = Buffer.alloc(inode.data.length)
    inode.durable.copy(durable)
    for (const [from, to] of dirty) inode.data.copy(durable, from, from, to)
    inode.durable = durable
  }

  async #call(operation: DiskOperation): Promise<void> {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1)
    // Disks answer later, so that other work comes between.
    await new Promise((resolve) => setImmediate(resolve))
    if (this.isDead) throw errorOf('EIO')
    if (operation !== 'list') this.#callsToLive -= 1
    const code = this.failing.get(operation)
    if (code !== undefined) throw errorOf(code)
  }

  #find(name: string): Inode {
    const inode = this.#names.get(name)
    if (inode === undefined) throw errorOf('ENOENT')
    return inode
  }
}

/** The synced bytes, and each unsynced sector or zeros in its place, up to some length between. */
function survivorOf({ data, durable, dirty }: Inode, rng: Rng): Buffer {
  const longer = Math.max(0, data.length - durable.length)
  const survivor = Buffer.alloc(durable.length + rng.below(longer + 1))
  durable.copy(survivor)
  for (const [from, to] of dirty) {
    for (let at = from; at < to; at += SECTOR_BYTES) {
      if (rng.below(2) === 0) data.copy(survivor, at, at, Math.min(at + SECTOR_BYTES, to, survivor.length))
    }
  }
  return survivor
}

const errorOf = (code: string): Error => Object.assign(new Error(`simulated ${code}`), { code })
